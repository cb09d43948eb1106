import { describe, expect, it } from 'vitest';
import { type App, type AppAnswer, twoDeployments } from '../world/two-deployments.ts';

/** Keys with numbers as ids, with what each has cost, and the requests that were made with each. */
function gateway(ids: readonly number[], mapOf: (costs: object) => object): App {
  const left = [...ids];
  const named: { id: number; name: string }[] = [];
  return ({ method, json }): AppAnswer => {
    if (method === 'GET') {
      const costs = named.map(({ id, name }) => [id, { requests: name.length }] as const);
      return { body: mapOf(Object.fromEntries(costs)) };
    }
    const made = { id: left.shift() ?? 0, name: String(json['name']) };
    named.push(made);
    return { status: 201, body: made };
  };
}

function mixedUp(costs: object): object {
  const by = costs as Readonly<Record<string, unknown>>;
  return { keys: { ...by, 5: by['6'], 6: by['5'] } };
}

function logs(ids: Readonly<Record<string, readonly number[]>>, costOf = cost): App {
  return ({ path }) => {
    const key = path.split('/')[2] ?? '';
    const items = (ids[key] ?? []).map((id, at) => ({
      id,
      keyId: Number(key),
      requestId: `req-${key}-00${at}`,
      costUsd: costOf(at),
    }));
    return { body: { items } };
  };
}

const cost = (at: number): number => 0.25 * (at + 1);
const alike = (): number => 0.25;
const [inOrder, swapped] = [
  [5, 6, 7, 8],
  [5, 7, 6, 8],
];

/** The cost of the key that was made second. */
function ofSecond(costs: object): object {
  return Object.fromEntries(Object.entries(costs).filter(([, { requests }]) => requests === 2));
}

function outcomeOfMap(mapOf: (costs: object) => object, theirs: typeof mapOf = mapOf) {
  const ask = twoDeployments(gateway(inOrder, mapOf), gateway(swapped, theirs));
  for (const name of ['a', 'bb', 'ccc', 'dddd']) ask('POST', '/virtual-keys', { body: { name } });
  return ask('GET', '/costs/by-key');
}

describe('two deployments that number things alike, and gave two things made at once each other’s number', () => {
  it.each<[string, (costs: object) => object]>([
    ['under the name of the things', (keys) => ({ team: 'a', keys })],
    ['under a name that says by what', (costsByKey) => ({ costsByKey })],
    ['deep in the answer', (keys) => ({ teams: [{ team: 'a', keys }] })],
    ['where only one of the two is shown', (keys) => ({ keys: ofSecond(keys) })],
  ])('match in a map by number %s', (_, mapOf) => {
    expect(outcomeOfMap(mapOf)).toMatchObject({ outcome: 'match', differences: [] });
  });

  it('differ in such a map if the candidate mixes the two up', () => {
    const { outcome } = outcomeOfMap((keys) => ({ keys }), mixedUp);
    expect(outcome).toBe('mismatch');
  });

  it('match in a map of counts by status, which names no things', () => {
    const ask = twoDeployments(
      gateway([200, 201], () => ({ byStatus: { 200: 4, 201: 1 } })),
      gateway([201, 200], () => ({ byStatus: { 200: 4, 201: 1 } })),
    );
    for (const name of ['a', 'bb']) ask('POST', '/virtual-keys', { body: { name } });
    expect(ask('GET', '/statuses').outcome).toBe('match');
  });

  it.each([
    ['whose costs differ', cost],
    ['that cost the same, and have the id that the client gave the request', alike],
  ])('match in lists of records %s', (_, costOf) => {
    const ask = twoDeployments(
      logs({ 1: [100, 103], 2: [101, 104], 3: [102, 105] }, costOf),
      logs({ 1: [100, 104], 2: [101, 103], 3: [102, 105] }, costOf),
    );
    const outcomes = [3, 1, 2, 1, 2].map((key) => ask('GET', `/keys/${key}/request-logs`).outcome);
    expect(outcomes).toEqual(['match', 'match', 'match', 'match', 'match']);
  });

  it('differ in lists where the candidate gives one record the numbers of two', () => {
    const ask = twoDeployments(logs({ 1: [100], 2: [101] }), logs({ 1: [100], 2: [100] }));
    expect([1, 2].map((key) => ask('GET', `/keys/${key}/request-logs`).outcome)).toEqual([
      'match',
      'mismatch',
    ]);
  });
});
