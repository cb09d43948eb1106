import { describe, expect, it } from 'vitest';
import { type App, type AppAnswer, twoDeployments } from '../world/two-deployments.ts';

/** Keys with numbers as ids, with the cost and the requests of each. */
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

/** The cost of the key that was created second. */
function ofSecond(costs: object): object {
  return Object.fromEntries(Object.entries(costs).filter(([, { requests }]) => requests === 2));
}

function outcomeOfMap(mapOf: (costs: object) => object, theirs: typeof mapOf = mapOf) {
  const ask = twoDeployments(gateway(inOrder, mapOf), gateway(swapped, theirs));
  for (const name of ['a', 'bb', 'ccc', 'dddd']) ask('POST', '/virtual-keys', { body: { name } });
  return ask('GET', '/costs/by-key');
}

/** Equal records, each with its owner. */
function owned(ownerIds: readonly string[]): App {
  const items = ownerIds.map((ownerId, at) => ({ id: at + 1, state: 'open', ownerId }));
  return () => ({ body: { items } });
}

function measured(ids: readonly number[], load: number): App {
  const items = ids.map((id) => ({ id, load: load + id / 100 }));
  return () => ({ body: { items } });
}

describe('two deployments with sequential numbers that exchanged the numbers of two concurrent creations', () => {
  it.each<[string, (costs: object) => object]>([
    ['under the name of the things', (keys) => ({ team: 'a', keys })],
    ['under a name that ends in by and the kind', (costsByKey) => ({ costsByKey })],
    ['under a name that ends in by and the id', (costsByKeyId) => ({ costsByKeyId })],
    ['by id', (costsById) => ({ keys: { costsById } })],
    ['deep in the answer', (keys) => ({ teams: [{ team: 'a', keys }] })],
    ['if it has only one of the two', (keys) => ({ keys: ofSecond(keys) })],
  ])('match in a map by number %s', (_, mapOf) => {
    expect(outcomeOfMap(mapOf)).toMatchObject({ outcome: 'match', differences: [] });
  });

  it('differ in such a map if the candidate exchanges the values', () => {
    const { outcome } = outcomeOfMap((keys) => ({ keys }), mixedUp);
    expect(outcome).toBe('mismatch');
  });

  it.each([
    ['status', '/virtual-keys', { byStatus: { 200: 4, 201: 1 } }],
    ['age, with things called messages', '/messages', { byAge: { 200: 4, 201: 1 } }],
  ])('match in a map of counts by %s', (_, path, counts) => {
    const ask = twoDeployments(
      gateway([200, 201], () => counts),
      gateway([201, 200], () => counts),
    );
    for (const name of ['a', 'bb']) ask('POST', path, { body: { name } });
    expect(ask('GET', '/counts').outcome).toBe('match');
  });

  it('match if an answer lists the things beside a map of counts by month', () => {
    const byMonth = { 5: 4, 6: 1, 7: 9, 8: 3 };
    const listed = (costs: object): object => {
      const keys = Object.entries(costs as Readonly<Record<string, { requests: number }>>);
      const inOrderMade = keys.toSorted(([, a], [, b]) => a.requests - b.requests);
      return {
        items: inOrderMade.map(([id, said]) => ({ id: Number(id), requests: said.requests })),
        byMonth,
      };
    };
    expect(outcomeOfMap(listed)).toMatchObject({ outcome: 'match', differences: [] });
  });

  it.each([
    ['with different costs', cost],
    ['with equal costs and an id from the client', alike],
  ])('match in lists of records %s', (_, costOf) => {
    const ask = twoDeployments(
      logs({ 1: [100, 103], 2: [101, 104], 3: [102, 105] }, costOf),
      logs({ 1: [100, 104], 2: [101, 103], 3: [102, 105] }, costOf),
    );
    const outcomes = [3, 1, 2, 1, 2].map((key) => ask('GET', `/keys/${key}/request-logs`).outcome);
    expect(outcomes).toEqual(['match', 'match', 'match', 'match', 'match']);
  });

  it('differ in lists if the candidate shows another owner of one record, each time', () => {
    const [owner, other, wrong] = ['6f1d2c3b', '0a1b2c3d', '77d0e1f2'].map(
      (start) => `${start}-4a59-4e87-9b0c-1d2e3f4a5b6c`,
    ) as [string, string, string];
    const ask = twoDeployments(owned([owner, other]), owned([owner, wrong]));
    expect([1, 2].map(() => ask('GET', '/orders').outcome)).toEqual(['mismatch', 'mismatch']);
  });

  it('differ in lists of machines only in the measured fractions', () => {
    const ask = twoDeployments(measured([11, 12], 0.5), measured([21, 22], 0.25));
    const { differences } = ask('GET', '/machines');
    expect(differences.map(({ path }) => path)).toEqual(['$.items[0].load', '$.items[1].load']);
  });

  it('differ in lists if the candidate has the number of one record twice', () => {
    const ask = twoDeployments(logs({ 1: [100], 2: [101] }), logs({ 1: [100], 2: [100] }));
    expect([1, 2].map((key) => ask('GET', `/keys/${key}/request-logs`).outcome)).toEqual([
      'match',
      'mismatch',
    ]);
  });
});

function orders(first: number, onAsked: (json: object) => void = () => undefined): App {
  let id = first;
  return ({ json }) => {
    onAsked(json);
    return { status: 201, body: { id: (id += 1) } };
  };
}

describe('a number as the name of a member in a request', () => {
  it('means no thing of the kind that the request creates: an order contains products', () => {
    const asked: unknown[] = [];
    const ask = twoDeployments(
      orders(4),
      orders(7, (json) => asked.push(json)),
    );
    for (const items of [{ 9: 1 }, { 5: 2 }]) ask('POST', '/orders', { body: { items } });
    expect(asked).toEqual([{ items: { 9: 1 } }, { items: { 5: 2 } }]);
  });
});
