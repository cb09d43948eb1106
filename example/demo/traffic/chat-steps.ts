import type { GatewayRequest } from './gateway-client.ts';
import { modelNames } from '../../conduit/models.ts';
import { drawFor, drawItem, type StepMaker, type Team } from './team.ts';

const questions = [
  'Summarise this ticket in two sentences',
  'Translate the release notes into German',
  'Which of these invoices are overdue',
  'Write a polite answer to this customer',
  'Explain what this query does and how to make it faster',
];

export const chat: StepMaker = (team) => chatWith(team, team.keys, { stream: false });

export const chatAsStream: StepMaker = (team) => chatWith(team, team.keys, { stream: true });

export const chatWithDisabledKey: StepMaker = (team) =>
  chatWith(team, team.disabledKeys, { stream: false });

export const chatWithUnknownModel: StepMaker = (team) =>
  chatWith(team, team.keys, { model: 'no-such-model' });

export const chatWithUnknownKey: StepMaker = (team) => ({
  request: chatRequest(team, 'condt_unknown', {}),
});

function chatWith(
  team: Team,
  keys: Team['keys'],
  wishes: Readonly<Record<string, unknown>>,
): ReturnType<StepMaker> {
  const key = drawItem(team, 'key', keys);
  return key === undefined ? null : { request: chatRequest(team, key.virtualKey, wishes) };
}

function chatRequest(
  team: Team,
  virtualKey: string,
  wishes: Readonly<Record<string, unknown>>,
): GatewayRequest {
  const question = drawItem(team, 'question', questions) ?? '';
  const context = 'as discussed '.repeat(Math.floor(drawFor(team, 'context') * 30));
  return {
    method: 'POST',
    path: '/v1/chat/completions',
    headers: {
      authorization: `Bearer ${virtualKey}`,
      'x-request-id': `${team.name}-${String(team.step).padStart(6, '0')}`,
    },
    body: {
      model: drawItem(team, 'model', modelNames),
      messages: [
        { role: 'system', content: `You work for ${team.name}.` },
        { role: 'user', content: `${question}: ${context}` },
      ],
      ...wishes,
    },
  };
}
