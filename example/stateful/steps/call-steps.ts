import { modelNames } from '../../conduit/models.ts';
import { drawItem, drawKey, type Member } from '../member.ts';
import type { StatefulRequest, StepMaker } from '../step.ts';

const questions = [
  'Summarise this ticket in two sentences',
  'Translate the release notes into German',
  'Which of these invoices are overdue',
];

export const call: StepMaker = (member) => callWithOwnKey(member, false);

export const callAsStream: StepMaker = (member) => callWithOwnKey(member, true);

export const callWithFormerSecret: StepMaker = (member) => {
  const secret = drawItem(member, 'secret', member.formerSecrets);
  return secret === undefined ? null : { request: callRequest(member, secret, false), status: 401 };
};

function callWithOwnKey(member: Member, stream: boolean): ReturnType<StepMaker> {
  const key = drawKey(member, ({ virtualKey }) => virtualKey !== null);
  if (key === undefined || key.virtualKey === null) return null;
  return {
    request: callRequest(member, key.virtualKey, stream),
    status: 200,
    learn: () => {
      if (key.calls !== null) key.calls += 1;
    },
    forget: () => {
      key.calls = null;
    },
  };
}

function callRequest(member: Member, secret: string, stream: boolean): StatefulRequest {
  const content = drawItem(member, 'question', questions);
  return {
    method: 'POST',
    path: '/v1/chat/completions',
    headers: {
      authorization: `Bearer ${secret}`,
      'x-request-id': `${member.team}-${String(member.step).padStart(6, '0')}`,
    },
    body: {
      model: drawItem(member, 'model', modelNames),
      messages: [{ role: 'user', content: `${content} (${member.step})` }],
      stream,
    },
  };
}
