import { drawItem, type Member } from '../member.ts';
import { expectEqual, jsonOf, sessionHeaders, type StepMaker } from '../step.ts';

export const register: StepMaker = (member) => ({
  request: { method: 'POST', path: '/api/teams', body: credentialsOf(member) },
  status: 201,
  ...(member.mayBeRegistered && { orStatus: 409 }),
  learn: () => {
    member.isRegistered = true;
  },
  forget: () => {
    member.mayBeRegistered = true;
  },
});

export const logIn: StepMaker = (member) => ({
  request: { method: 'POST', path: '/api/sessions', body: credentialsOf(member) },
  status: 201,
  learn: (answer) => {
    const { team, token } = jsonOf(answer) as { team: string; token: string };
    expectEqual('the team', team, member.team);
    member.session = token;
  },
});

export const logInWithWrongPassword: StepMaker = (member) => ({
  request: {
    method: 'POST',
    path: '/api/sessions',
    body: { team: member.team, password: 'not the password' },
  },
  status: 401,
});

export const readSession: StepMaker = (member) =>
  member.session === null ? null : currentSession(member, member.session, 200);

export const readFormerSession: StepMaker = (member) => {
  const session = drawItem(member, 'session', member.formerSessions);
  return session === undefined ? null : currentSession(member, session, 401);
};

export const logOut: StepMaker = (member) => {
  const { session } = member;
  if (session === null) return null;
  return {
    request: {
      method: 'DELETE',
      path: '/api/sessions/current',
      headers: sessionHeaders(member, session),
    },
    status: 204,
    learn: () => {
      member.session = null;
      member.formerSessions.push(session);
    },
    forget: () => {
      member.session = null;
    },
  };
};

function currentSession(member: Member, session: string, status: number): ReturnType<StepMaker> {
  const headers = sessionHeaders(member, session);
  return { request: { method: 'GET', path: '/api/sessions/current', headers }, status };
}

function credentialsOf({ team, password }: Member): object {
  return { team, password };
}
