import { describe, expect, it } from 'vitest';
import { answered, comparerFor, pairOf, type ResponseSpec } from '../pair-fixture.ts';

const json = ['Content-Type', 'application/json'];

function timed(timing: string, more: Partial<ResponseSpec> = {}): ResponseSpec {
  return { fields: [...json, 'Server-Timing', timing], body: '{}', ...more };
}

function readingsOf(primary: ResponseSpec, candidate: ResponseSpec) {
  return comparerFor().compare(pairOf(primary, candidate)).readings;
}

describe('readings of Server-Timing', () => {
  it('pair the values of both answers, and cause no mismatch', () => {
    const pair = pairOf(timed('queries;dur=2, db;dur=1.5'), timed('db;dur=2.5, queries;dur=52'));
    const { outcome, readings } = comparerFor().compare(pair);
    expect(outcome).toBe('match');
    expect(readings).toEqual([
      {
        kind: 'server',
        name: 'queries',
        unit: 'count',
        primary: 2,
        candidate: 52,
        secondary: null,
      },
      { kind: 'server', name: 'db', unit: 'ms', primary: 1.5, candidate: 2.5, secondary: null },
    ]);
  });

  it("contain the secondary's values, too", () => {
    const pair = pairOf(timed('db;dur=1'), timed('db;dur=2'));
    const secondary = answered(timed('db;dur=3'));
    const [reading] = comparerFor().compare({ ...pair, secondary }).readings;
    expect(reading).toMatchObject({ primary: 1, candidate: 2, secondary: 3 });
  });

  it('have null for the side that does not state a value, or not in that unit', () => {
    const readings = readingsOf(timed('a;dur=1, b;dur=1'), timed('b;desc="3", c;dur=2'));
    expect(readings.map(({ name, primary, candidate }) => [name, primary, candidate])).toEqual([
      ['a', 1, null],
      ['b', 1, null],
      ['c', null, 2],
    ]);
  });

  it('are at most 16, beginning with those of both sides', () => {
    const many = Array.from({ length: 30 }, (_, at) => `only${at};dur=1`).join();
    const readings = readingsOf(timed(`${many}, db;dur=1`), timed('db;dur=1'));
    expect(readings).toHaveLength(16);
    expect(readings[0]).toMatchObject({ name: 'db', candidate: 1 });
  });

  it('have no name that may hold a secret', () => {
    const secret = 'ghp_0123456789abcdefghijABCDEFGHIJ012345';
    expect(readingsOf(timed(`${secret};dur=1`), timed(`${secret};dur=1`))).toEqual([]);
  });

  it('are not taken if only primary failed', () => {
    const failed = timed('db;dur=1', { status: 500 });
    expect(readingsOf(failed, timed('db;dur=1'))).toEqual([]);
  });
});

describe('readings of counts in the config of an area', () => {
  const routes = [{ match: 'GET /api/keys/{id}', area: 'keys' }];

  function counted(
    of: string,
    by: 'sum' | 'count',
    primary: unknown,
    candidate: unknown,
    more = {},
  ) {
    const counts = [{ name: 'cost', of, function: by, ...more }];
    const comparer = comparerFor({ routes, gate: { areas: { keys: { counts } } } });
    const [ours, theirs] = [primary, candidate].map((body) => ({ body: JSON.stringify(body) }));
    const { readings } = comparer.compare(pairOf(ours!, theirs!));
    return readings.map((reading) => [reading.primary, reading.candidate]);
  }

  it.each<[string, string, 'sum' | 'count', unknown, unknown, readonly unknown[]]>([
    [
      'are the sum of numbers',
      '$.items[*].cost',
      'sum',
      { items: [{ cost: 1 }, { cost: 2 }] },
      { items: [{ cost: 4 }] },
      [[3, 4]],
    ],
    [
      'include texts that are numbers',
      '$.cost',
      'sum',
      { cost: '12.40' },
      { cost: 12.5 },
      [[12.4, 12.5]],
    ],
    [
      'are the number of elements of an array',
      '$.items',
      'count',
      { items: [1, 2] },
      { items: [] },
      [[2, 0]],
    ],
    [
      'are the number of selected values',
      '$.items[*].id',
      'count',
      { items: [{ id: 1 }, {}] },
      { items: [] },
      [[1, 0]],
    ],
    ['are 0 for the side that lacks the value', '$.cost', 'sum', { cost: 3 }, {}, [[3, 0]]],
    ['do not count null', '$.cost', 'count', { cost: null }, { cost: 1 }, [[0, 1]]],
    [
      'are missing if the path selects nothing on both sides',
      '$.other',
      'sum',
      { cost: 1 },
      { cost: 2 },
      [],
    ],
    ['are taken if both bodies are the same', '$.cost', 'sum', { cost: 7 }, { cost: 7 }, [[7, 7]]],
  ])('%s', (_, of, by, primary, candidate, expected) => {
    expect(counted(of, by, primary, candidate)).toEqual(expected);
  });

  it('are taken only on the routes that the count names', () => {
    const other = { routes: ['GET /api/other'] };
    expect(counted('$.cost', 'sum', { cost: 1 }, { cost: 1 }, other)).toEqual([]);
    const own = { routes: ['GET /api/keys/{id}'] };
    expect(counted('$.cost', 'sum', { cost: 1 }, { cost: 1 }, own)).toEqual([[1, 1]]);
  });

  it('leave out an exchange for which a path costs too much on one side', () => {
    const items = Array.from({ length: 210_000 }, () => 1);
    expect(counted('$.items[*]', 'sum', { items }, { items: [1] })).toEqual([]);
    expect(counted('$.items[*]', 'sum', { items: [1] }, { items })).toEqual([]);
  });

  it('leave out an exchange for which a path costs too much on the secondary', () => {
    const counts = [{ name: 'cost', of: '$.items[*]', function: 'sum' }];
    const comparer = comparerFor({ routes, gate: { areas: { keys: { counts } } } });
    const few = { body: JSON.stringify({ items: [1] }) };
    const many = { body: JSON.stringify({ items: Array.from({ length: 210_000 }, () => 1) }) };
    const secondary = answered(many);
    expect(comparer.compare({ ...pairOf(few, few), secondary }).readings).toEqual([]);
  });

  it('are not taken if an answer is no success', () => {
    const counts = [{ name: 'cost', of: '$.cost', function: 'sum' }];
    const comparer = comparerFor({ routes, gate: { areas: { keys: { counts } } } });
    const pair = pairOf({ body: '{"cost":1}' }, { status: 404, body: '{"cost":1}' });
    expect(comparer.compare(pair).readings).toEqual([]);
  });
});
