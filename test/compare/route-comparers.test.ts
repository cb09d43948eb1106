import { describe, expect, it } from 'vitest';
import { comparerFor, pairOf } from './pair-fixture.ts';

/** What differs on `GET /api/keys/{id}` in two headers, by the compare config of that route. */
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
  it('leaves in force what stands at the top', () => {
    expect(differing({})).toEqual(['x-a']);
  });

  it('takes the place of the compared headers', () => {
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
