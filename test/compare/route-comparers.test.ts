import { describe, expect, it } from 'vitest';
import { comparerFor, pairOf } from './pair-fixture.ts';

/** The differences in two headers on `GET /api/keys/{id}`, with the compare config of that route. */
function differing(route: Record<string, unknown>, top: Record<string, unknown> = {}): string[] {
  const pair = pairOf(
    { fields: ['X-A', '1', 'X-B', '1'], body: 'x' },
    { fields: ['X-A', '2', 'X-B', '2'], body: 'x' },
  );
  const routes = [
    { match: 'GET /api/keys/{id}', compare: route },
    { match: 'GET /other', compare: { headers: [] } },
  ];
  const comparer = comparerFor({ compare: { headers: ['x-a'], ...top }, routes });
  return comparer.compare(pair).differences.map(({ path }) => path);
}

describe('the compare config of a route', () => {
  it('keeps the settings at the top', () => {
    expect(differing({})).toEqual(['x-a']);
  });

  it('replaces the list of compared headers', () => {
    expect(differing({ headers: ['X-B'] })).toEqual(['x-b']);
    expect(differing({ headers: [] })).toEqual([]);
  });

  it('adds to the ignored headers', () => {
    const both = ['x-a', 'x-b'];
    expect(differing({ headers: { ignore: ['X-A'] } }, { headers: both })).toEqual(['x-b']);
    const top = { headers: { compare: both, ignore: ['x-b'] } };
    expect(differing({ headers: { ignore: ['x-a'] } }, top)).toEqual([]);
  });

  it('adds to the rules for bodies', () => {
    const pair = pairOf({ body: '{"a":1,"b":1,"c":1}' }, { body: '{"a":2,"b":2,"c":2}' });
    const comparer = comparerFor({
      compare: { ignore: ['$.a'] },
      routes: [{ match: 'GET /api/keys/{id}', compare: { ignore: ['$.b'] } }],
    });
    expect(comparer.compare(pair).differences.map(({ path }) => path)).toEqual(['$.c']);
  });
});

/** The differences in an operation of the route, with the compare configs of both. */
function differingIn(
  operation: string,
  route: Record<string, unknown>,
  ofOperation: Record<string, unknown>,
): string[] {
  const fields = ['X-A', '1', 'X-B', '1', 'X-C', '1'];
  const pair = {
    ...pairOf(
      { fields, body: '{"a":1,"b":1,"c":1}' },
      { fields: fields.map((value) => (value === '1' ? '2' : value)), body: '{"a":2,"b":2,"c":2}' },
    ),
    operation,
  };
  const match = 'GET /api/keys/{id}';
  const comparer = comparerFor({
    compare: { headers: ['x-a', 'x-b'] },
    routes: [
      { match, by: { header: 'x-kind' }, compare: route },
      { match: `${match} open`, compare: ofOperation },
    ],
  });
  return comparer.compare(pair).differences.map(({ path }) => path);
}

describe('the compare config of an operation', () => {
  const noHeaders = { headers: [] };

  it('adds to that of its route', () => {
    const differs = differingIn('open', { ...noHeaders, ignore: ['$.a'] }, { ignore: ['$.b'] });
    expect(differs).toEqual(['$.c']);
  });

  it('does not hold for another operation of the route, which has that of the route', () => {
    const route = { ...noHeaders, ignore: ['$.a'] };
    expect(differingIn('closed', route, { ignore: ['$.b'] })).toEqual(['$.b', '$.c']);
    expect(differingIn('(other)', route, { ignore: ['$.b'] })).toEqual(['$.b', '$.c']);
  });

  it.each<[string, unknown, unknown, readonly string[]]>([
    ['replaces the list', ['x-a'], ['x-c'], ['x-c']],
    ['adds to the list of its route', ['x-a'], { add: ['x-c'] }, ['x-a', 'x-c']],
    ['adds to the list at the top', { remove: ['x-a'] }, { add: ['x-c'] }, ['x-b', 'x-c']],
    ['removes from the list of its route', { add: ['x-c'] }, { remove: ['x-c'] }, ['x-a', 'x-b']],
    [
      'adds again a header that its route removes',
      { remove: ['x-a'] },
      { add: ['x-a'] },
      ['x-b', 'x-a'],
    ],
    [
      'ignores a header in addition to those that its route ignores',
      { ignore: ['x-a'] },
      { ignore: ['x-b'] },
      [],
    ],
  ])('changes the headers: it %s', (_, route, operation, expected) => {
    const found = differingIn('open', { headers: route, ignore: ['$'] }, { headers: operation });
    expect(found.toSorted()).toEqual([...expected].toSorted());
  });
});

it('an operation whose name may be a secret is counted under (other)', () => {
  const routes = [{ match: 'GET /api/keys/{id}', by: { header: 'x-kind' } }];
  const pair = { ...pairOf({ body: '1' }, { body: '1' }), operation: 'sk-abcdefghijklmnop1' };
  expect(comparerFor({ routes }).compare(pair).route).toBe('GET /api/keys/{id} (other)');
});
