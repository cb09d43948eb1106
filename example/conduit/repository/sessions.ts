import type { Context, Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { credentials } from '../http/credentials.ts';
import { readJson } from '../http/read-json.ts';
import {
  refusedPassword,
  refusedSession,
  sessionToken,
  setSessionCookie,
} from '../http/session-token.ts';
import { hashSecret, mintSessionToken } from '../identity.ts';
import type { IdMint } from '../ids.ts';
import type { TeamRepository } from './team-repository.ts';

interface Parts {
  readonly teams: TeamRepository;
  readonly mintId: IdMint;
}

export function addSessions(app: Hono, { teams, mintId }: Parts): void {
  app.post('/api/teams', async (context) => {
    const { team, password } = await readJson(context, credentials);
    const added = { id: mintId('teams', team), team };
    if (!(await teams.add(added, hashSecret(password)))) {
      throw new HTTPException(409, { message: 'there is such a team' });
    }
    return context.json(added, 201);
  });

  app.post('/api/sessions', async (context) => {
    const { team, password } = await readJson(context, credentials);
    const found = await teams.find(team, hashSecret(password));
    if (found === null) throw refusedPassword();
    const token = mintSessionToken();
    await teams.openSession(hashSecret(token), team);
    setSessionCookie(context, token);
    return context.json({ teamId: found.id, team, token }, 201);
  });

  app.get('/api/sessions/current', async (context) =>
    context.json({ team: await teamOfSession(teams, context) }),
  );

  app.delete('/api/sessions/current', async (context) => {
    await teamOfSession(teams, context);
    await teams.closeSession(hashSecret(sessionToken(context)));
    return context.body(null, 204);
  });
}

/** @throws HTTPException 401 where nobody is logged in */
export async function teamOfSession(teams: TeamRepository, context: Context): Promise<string> {
  const team = await teams.teamOfSession(hashSecret(sessionToken(context)));
  if (team === null) throw refusedSession();
  return team;
}
