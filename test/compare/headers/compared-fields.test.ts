import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { headerMatcher, mayMatchSameHeader } from '../../../src/config/header-pattern.ts';
import { comparerFor, compareResponses, pairOf } from '../pair-fixture.ts';

/** The headers that are found to differ if all of these do. */
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

describe('a name with * among the headers to compare', () => {
  it.each<[string, string[]]>([
    ['x-*', ['x-a', 'x-region']],
    ['*', ['etag', 'x-a', 'x-region', 'y-region']],
    ['*-region', ['x-region', 'y-region']],
    ['X-*N', ['x-region']],
    ['z-*', []],
  ])('selects all headers that match: %s', (pattern, expected) => {
    expect(differing([pattern], ['Y-Region', 'X-Region', 'ETag', 'X-A'])).toEqual(expected);
  });

  it('finds headers of only one side, and repeated headers', () => {
    expect(compareUnderX([], ['X-A', '1'])).toMatchObject([{ path: 'x-a', kind: 'added' }]);
    expect(compareUnderX(['X-A', '1'], [])).toMatchObject([{ path: 'x-a', kind: 'removed' }]);
    expect(compareUnderX(['X-A', '1', 'X-A', '2'], ['x-a', '1', 'X-a', '3'])).toMatchObject([
      { path: 'x-a', primary: '1, 2', candidate: '1, 3' },
    ]);
  });

  it('does not select headers of one message or connection', () => {
    expect(differing(['*'], ownOfMessages)).toEqual([]);
  });

  it('leaves these headers comparable by their full names', () => {
    for (const name of ownOfMessages) {
      expect(differing(['*', name], ownOfMessages)).toEqual([name.toLowerCase()]);
    }
  });

  it('is allowed in ignoreCase, too', () => {
    const headers = { compare: ['x-*'], ignoreCase: ['x-r*'] };
    const { differences } = compareResponses(
      { fields: ['X-Region', 'EU', 'X-Zone', 'A'] },
      { fields: ['X-Region', 'eu', 'X-Zone', 'a'] },
      { headers },
    );
    expect(differences.map(({ path }) => path)).toEqual(['x-zone']);
  });

  it('is overridden by ignored headers', () => {
    const headers = { compare: ['*'], ignore: ['x-debug-*'] };
    expect(differing(headers, ['X-Debug-Id', 'X-Region'])).toEqual(['x-region']);
  });
});

describe('compared headers relative to the default list', () => {
  const names = ['ETag', 'Vary', 'Allow', 'X-A', 'X-B'];

  it.each<[string, object, string[]]>([
    ['added', { add: ['etag'] }, ['etag', 'vary', 'allow']],
    ['added by a pattern', { add: ['x-*'] }, ['vary', 'allow', 'x-a', 'x-b']],
    ['removed', { remove: ['vary'] }, ['allow']],
    ['removed by a pattern', { remove: ['*a*'] }, []],
    [
      'removed from the headers that match a pattern',
      { compare: ['*'], remove: ['x-b', 'vary'] },
      ['allow', 'etag', 'x-a'],
    ],
    ['added and removed', { compare: ['vary'], add: ['x-*'], remove: ['x-a'] }, ['vary', 'x-b']],
  ])('may be %s', (_, headers, expected) => {
    expect(differing(headers, names).sort()).toEqual(expected.sort());
  });

  it.each<[string, object, string[]]>([
    ['adds to the list at the top', { add: ['x-b'] }, ['allow', 'x-a', 'x-b']],
    ['removes from the list at the top', { remove: ['x-a'] }, ['allow']],
    ['adds what the top removes', { add: ['vary'] }, ['allow', 'vary', 'x-a']],
    ['replaces the list at the top', { compare: ['x-b', 'vary'] }, ['vary', 'x-b']],
  ])('may be changed by a route, which %s', (_, own, expected) => {
    const comparer = comparerFor({
      compare: { headers: { add: ['x-a'], remove: ['vary'] } },
      routes: [{ match: 'GET /api/keys/{id}', compare: { headers: own } }],
    });
    const pair = pairOf({ fields: fieldsOf(names, '1') }, { fields: fieldsOf(names, '2') });
    const paths = comparer.compare(pair).differences.map(({ path }) => path);
    expect(paths.sort()).toEqual(expected);
  });
});

describe('the default list of headers', () => {
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
  ])('contains %s', (name) => {
    expect(differing(undefined, [name])).toEqual([name.toLowerCase()]);
  });

  const countdowns = ['Retry-After', 'RateLimit', 'RateLimit-Remaining', 'X-RateLimit-Reset'];

  it.each(countdowns)(
    'contains %s, of which only the presence is compared, because it counts down',
    (name) => {
      expect(differ([name, '57'], [name, '3'])).toBe(false);
      expect(differ([name, '"a";r=50;t=30'], [name, '"a";r=7;t=2'])).toBe(false);
      expect(differ([name, '57'], [])).toBe(true);
      expect(differ([], [name, '57'])).toBe(true);
      expect(differ([name, '57'], [name, 'NaN'])).toBe(true);
      expect(differ([name, '57'], [name, ''])).toBe(true);
    },
  );
});

describe('a header name with *', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 7 });
  const name = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 7 });
  it('matches the same names as the equivalent regular expression', () => {
    fc.assert(
      fc.property(text, name, (pattern, of) => {
        expect(headerMatcher(pattern)(of)).toBe(matches(pattern, of));
      }),
      { seed: 16, numRuns: 500 },
    );
  });

  it('may match the same header as another one if some name matches both', () => {
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

  it('is matched quickly against a hostile name', () => {
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
