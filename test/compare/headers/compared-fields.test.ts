import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { headerMatcher, mayMatchSameHeader } from '../../../src/config/header-pattern.ts';
import { comparerFor, compareResponses, pairOf } from '../pair-fixture.ts';

/** Which headers differ where all of these do. */
function differing(headers: unknown, names: readonly string[]): string[] {
  const compare = headers === undefined ? {} : { headers };
  const { differences } = compareResponses(
    { fields: fieldsOf(names, 'one') },
    { fields: fieldsOf(names, 'other') },
    compare,
  );
  return differences.map(({ path }) => path);
}

const ownOfMessages = (
  'Date Content-Length Transfer-Encoding Connection Keep-Alive Trailer Age ' +
  'X-Request-Id Traceparent Server-Timing X-Parallax-Exchange X-Runtime'
).split(' ');

describe('a pattern among the headers to compare', () => {
  it.each<[string, string[]]>([
    ['x-*', ['x-a', 'x-region']],
    ['*', ['etag', 'x-a', 'x-region', 'y-region']],
    ['*-region', ['x-region', 'y-region']],
    ['X-*N', ['x-region']],
    ['z-*', []],
  ])('%s stands for all headers like it', (pattern, expected) => {
    expect(differing([pattern], ['Y-Region', 'X-Region', 'ETag', 'X-A'])).toEqual(expected);
  });

  it('finds what only one side has, and repeated fields', () => {
    expect(compareUnderX([], ['X-A', '1'])).toMatchObject([{ path: 'x-a', kind: 'added' }]);
    expect(compareUnderX(['X-A', '1'], [])).toMatchObject([{ path: 'x-a', kind: 'removed' }]);
    expect(compareUnderX(['X-A', '1', 'X-A', '2'], ['x-a', '1', 'X-a', '3'])).toMatchObject([
      { path: 'x-a', primary: '1, 2', candidate: '1, 3' },
    ]);
  });

  it('does not stand for what belongs to one message or connection', () => {
    expect(differing(['*'], ownOfMessages)).toEqual([]);
  });

  it('leaves each of those to be compared by its full name', () => {
    for (const name of ownOfMessages) {
      expect(differing(['*', name], ownOfMessages)).toEqual([name.toLowerCase()]);
    }
  });

  it('also works for ignoreCase', () => {
    const headers = { compare: ['x-*'], ignoreCase: ['x-r*'] };
    const { differences } = compareResponses(
      { fields: ['X-Region', 'EU', 'X-Zone', 'A'] },
      { fields: ['X-Region', 'eu', 'X-Zone', 'a'] },
      { headers },
    );
    expect(differences.map(({ path }) => path)).toEqual(['x-zone']);
  });

  it('yields to what is ignored', () => {
    const headers = { compare: ['*'], ignore: ['x-debug-*'] };
    expect(differing(headers, ['X-Debug-Id', 'X-Region'])).toEqual(['x-region']);
  });
});

describe('headers are added and removed without the list again', () => {
  const names = ['ETag', 'Vary', 'Allow', 'X-A', 'X-B'];

  it.each<[string, object, string[]]>([
    ['added', { add: ['etag'] }, ['etag', 'vary', 'allow']],
    ['added by a pattern', { add: ['x-*'] }, ['vary', 'allow', 'x-a', 'x-b']],
    ['removed', { remove: ['vary'] }, ['allow']],
    ['removed by a pattern', { remove: ['*a*'] }, []],
    [
      'removed from what a pattern stands for',
      { compare: ['*'], remove: ['x-b', 'vary'] },
      ['allow', 'etag', 'x-a'],
    ],
    ['both', { compare: ['vary'], add: ['x-*'], remove: ['x-a'] }, ['vary', 'x-b']],
  ])('%s', (_, headers, expected) => {
    expect(differing(headers, names).sort()).toEqual(expected.sort());
  });

  it.each<[string, object, string[]]>([
    ['adds to that of the top', { add: ['x-b'] }, ['allow', 'x-a', 'x-b']],
    ['removes from it', { remove: ['x-a'] }, ['allow']],
    ['adds what the top removes', { add: ['vary'] }, ['allow', 'vary', 'x-a']],
    ['has a list in its place', { compare: ['x-b', 'vary'] }, ['vary', 'x-b']],
  ])('a route %s', (_, own, expected) => {
    const comparer = comparerFor({
      compare: { headers: { add: ['x-a'], remove: ['vary'] } },
      routes: [{ match: 'GET /api/keys/{id}', compare: { headers: own } }],
    });
    const pair = pairOf({ fields: fieldsOf(names, '1') }, { fields: fieldsOf(names, '2') });
    const paths = comparer.compare(pair).differences.map(({ path }) => path);
    expect(paths.sort()).toEqual(expected);
  });
});

describe('by default', () => {
  it.each([
    'Access-Control-Allow-Origin',
    'Access-Control-Allow-Credentials',
    'Access-Control-Max-Age',
    'Access-Control-Expose-Headers',
    'Last-Modified',
    'Content-Range',
    'Strict-Transport-Security',
    'X-Total-Count',
    'Link',
  ])('%s is compared', (name) => {
    expect(differing(undefined, [name])).toEqual([name.toLowerCase()]);
  });

  const countdowns = ['Retry-After', 'RateLimit', 'RateLimit-Remaining', 'X-RateLimit-Reset'];

  it.each(countdowns)('%s counts down, so that only its presence is compared', (name) => {
    expect(differ([name, '57'], [name, '3'])).toBe(false);
    expect(differ([name, '"a";r=50;t=30'], [name, '"a";r=7;t=2'])).toBe(false);
    expect(differ([name, '57'], [])).toBe(true);
    expect(differ([], [name, '57'])).toBe(true);
    expect(differ([name, '57'], [name, 'NaN'])).toBe(true);
    expect(differ([name, '57'], [name, ''])).toBe(true);
  });
});

describe('a pattern of names', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 7 });
  const name = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 7 });
  it('matches what it would as a regular expression', () => {
    fc.assert(
      fc.property(text, name, (pattern, of) => {
        expect(headerMatcher(pattern)(of)).toBe(matches(pattern, of));
      }),
      { seed: 16, numRuns: 500 },
    );
  });

  it('meets another where some name is like both', () => {
    const names = ['']; // Of up to six letters, which is enough for patterns of four.
    for (const one of names) if (one.length < 6) names.push(`${one}a`, `${one}b`);
    const short = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 4 });
    fc.assert(
      fc.property(short, short, (one, other) => {
        const meet = names.some((each) => matches(one, each) && matches(other, each));
        expect(mayMatchSameHeader(one, other)).toBe(meet);
      }),
      { seed: 16, numRuns: 200 },
    );
  });

  it('takes no time on a hostile name', () => {
    const name = 'a'.repeat(60_000);
    expect(headerMatcher('*a*a*a*a*a*a*b')(name)).toBe(false);
    expect(headerMatcher('*a*a*a*a*a*a*b*')(name)).toBe(false);
  });
});

function fieldsOf(names: readonly string[], value: string): string[] {
  return names.flatMap((name) => [name, value]);
}

const compareUnderX = (primary: string[], candidate: string[]) =>
  compareResponses({ fields: primary }, { fields: candidate }, { headers: ['x-*'] }).differences;

const differ = (primary: string[], candidate: string[]) =>
  compareResponses({ fields: primary }, { fields: candidate }).differences.length > 0;

const matches = (pattern: string, of: string): boolean =>
  new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(of);
