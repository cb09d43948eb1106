import type { GatewayRequest } from './gateway-client.ts';
import { drawFor, drawItem, type Step, type StepMaker, type Team } from './team.ts';

interface LogList {
  readonly items: readonly { readonly id: string }[];
}

const logIdsKept = 50;

export const listLogs: StepMaker = (team) => {
  // People look at the first page, and now and then at the second.
  const offset = drawFor(team, 'page') < 0.8 ? 0 : 5;
  const step = ofKey(team, (id) => `/api/request-logs?virtualKeyId=${id}&limit=5&offset=${offset}`);
  return (
    step && {
      ...step,
      learn: ({ text }) => {
        const { items } = JSON.parse(text) as LogList;
        team.logIds.unshift(...items.map(({ id }) => id));
        team.logIds.splice(logIdsKept);
      },
    }
  );
};

export const readLog: StepMaker = (team) => {
  const id = drawItem(team, 'log', team.logIds);
  return id === undefined ? null : { request: get(`/api/request-logs/${id}`) };
};

export const readSpend: StepMaker = (team) => ofKey(team, (id) => `/api/virtual-keys/${id}/spend`);

export const readCosts: StepMaker = (team) => ({
  request: get(`/api/costs/summary?team=${team.name}`),
});

function ofKey(team: Team, pathOf: (keyId: string) => string): Step | null {
  const key = drawItem(team, 'key', [...team.keys, ...team.disabledKeys]);
  return key === undefined ? null : { request: get(pathOf(key.id)) };
}

function get(path: string): GatewayRequest {
  return { method: 'GET', path };
}
