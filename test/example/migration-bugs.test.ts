import { StatementSync } from 'node:sqlite';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { chatCall, createKey, repository, startConduitApp } from './conduit-under-test.ts';
import { differencesOf, startPair } from './conduit-pair.ts';
import { runScript } from './script.ts';

describe('each migration bug shows its own difference and no other', () => {
  it.each([
    [
      'cost-rounding',
      [
        'GET /api/costs/summary $.byModel[*].costUsd',
        'GET /api/costs/summary $.costUsd',
        'GET /api/request-logs $.items[*].costUsd',
        'GET /api/request-logs/{id} $.costUsd',
        'GET /api/virtual-keys/{id}/spend $.costUsd',
      ],
    ],
    [
      'missing-log-field',
      [
        'GET /api/request-logs $.items[*].finishReason',
        'GET /api/request-logs/{id} $.finishReason',
      ],
    ],
    [
      'lost-order-by',
      [
        'GET /api/virtual-keys $.items[*].id',
        'GET /api/virtual-keys $.items[*].keyName',
        'GET /api/virtual-keys $.items[*].keyPrefix',
      ],
    ],
    ['n-plus-one', []],
    ['memory-leak', []],
  ] as const)('%s', async (bug, differences) => {
    const pair = startPair(repository(bug));
    await runScript(pair.ask);
    expect(differencesOf(pair)).toEqual(differences);
  });
});

describe('a cost that is rounded in two parts', () => {
  it('is never off by more than a millionth of a dollar', async () => {
    const pair = startPair(repository('cost-rounding'));
    await runScript(pair.ask);
    const costs = pair.exchanges.flatMap(({ call, primary, candidate }) =>
      call.path.startsWith('/api/request-logs/') ? [[costOf(primary), costOf(candidate)]] : [],
    );
    expect(costs.length).toBeGreaterThan(0);
    for (const [primary, candidate] of costs) {
      expect(Math.abs(primary! - candidate!)).toBeLessThan(1.5e-6);
    }
  });
});

describe('the queries of a cost summary', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('are as many for ten logs as for two', async () => {
    expect(await queriesForSummary(null, 10)).toBe(await queriesForSummary(null, 2));
  });

  it('increase by one for each log with an N+1 query', async () => {
    const two = await queriesForSummary('n-plus-one', 2);
    expect(await queriesForSummary('n-plus-one', 10)).toBe(two + 8);
  });
});

function costOf({ json }: { json: unknown }): number {
  return (json as { costUsd: number }).costUsd;
}

/** The number of statements for one summary, when its team has this number of calls. */
async function queriesForSummary(bug: 'n-plus-one' | null, calls: number): Promise<number> {
  const conduit = startConduitApp(repository(...(bug === null ? [] : [bug])));
  const { virtualKey } = await createKey(conduit, 'blue', 'search');
  for (let index = 0; index < calls; index += 1) {
    await conduit(chatCall(virtualKey, `r${index}`));
  }
  const spies = [
    vi.spyOn(StatementSync.prototype, 'get'),
    vi.spyOn(StatementSync.prototype, 'all'),
  ];
  await conduit({ path: '/api/costs/summary?team=blue' });
  const queries = spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0);
  vi.restoreAllMocks();
  return queries;
}
