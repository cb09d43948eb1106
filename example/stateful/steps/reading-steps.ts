import { drawItem, drawKey, type OwnKey } from '../member.ts';
import { expectEqual, jsonOf, sessionHeaders, type StepMaker } from '../step.ts';

interface LogList {
  readonly items: readonly { readonly id: string | number }[];
  readonly total: number;
}

interface History {
  readonly items: readonly { readonly id: string | number; readonly virtualKeyId: unknown }[];
  readonly nextCursor: string | null;
}

const historyLimit = 3;
const logIdsKept = 30;

export const readSpend: StepMaker = (member) => {
  const key = drawKey(member);
  if (key === undefined) return null;
  return {
    request: { method: 'GET', path: `/api/virtual-keys/${key.id}/spend` },
    status: 200,
    learn: (answer) => expectCalls(key, (jsonOf(answer) as { requests: number }).requests),
  };
};

export const readCosts: StepMaker = (member) => ({
  request: { method: 'GET', path: `/api/costs/summary?team=${member.team}` },
  status: 200,
});

export const readCostsByKey: StepMaker = (member) => {
  if (member.session === null) return null;
  return {
    request: {
      method: 'GET',
      path: '/api/costs/by-key',
      headers: sessionHeaders(member, member.session),
    },
    status: 200,
    learn: (answer) => {
      const { keys } = jsonOf(answer) as { keys: Record<string, { requests: number }> };
      if (member.awaitedNames.size + member.doubtfulNames.size === 0) {
        expectEqual('the number of keys', Object.keys(keys).length, member.keys?.length);
      }
      for (const key of member.keys ?? []) expectCalls(key, keys[String(key.id)]?.requests ?? -1);
    },
  };
};

export const listLogs: StepMaker = (member) => {
  const key = drawKey(member);
  if (key === undefined) return null;
  return {
    request: { method: 'GET', path: `/api/request-logs?virtualKeyId=${key.id}&limit=5` },
    status: 200,
    learn: (answer) => {
      const { items, total } = jsonOf(answer) as LogList;
      expectCalls(key, total);
      member.logIds.unshift(...items.map(({ id }) => id));
      member.logIds.splice(logIdsKept);
    },
  };
};

export const readLog: StepMaker = (member) => {
  const id = drawItem(member, 'log', member.logIds);
  if (id === undefined) return null;
  return { request: { method: 'GET', path: `/api/request-logs/${id}` }, status: 200 };
};

/** The next part of a key's history, or the first where the last one was read. */
export const readHistory: StepMaker = (member) => {
  const key = drawKey(member);
  if (key === undefined || member.session === null) return null;
  const from = key.cursor === null ? '' : `&cursor=${key.cursor}`;
  return {
    request: {
      method: 'GET',
      path: `/api/virtual-keys/${key.id}/request-logs?limit=${historyLimit}${from}`,
      headers: sessionHeaders(member, member.session),
    },
    status: 200,
    learn: (answer) => {
      const { items, nextCursor } = jsonOf(answer) as History;
      for (const { virtualKeyId } of items) expectEqual('the owner', virtualKeyId, key.id);
      key.historyRead += items.length;
      if (nextCursor === null) expectCalls(key, key.historyRead);
      key.cursor = nextCursor;
      if (nextCursor === null) key.historyRead = 0;
    },
  };
};

function expectCalls({ calls, keyName }: OwnKey, found: number): void {
  if (calls !== null) expectEqual(`the number of calls with ${keyName}`, found, calls);
}
