import { describe, expect, it } from 'vitest';
import { comparerFor, compareResponses, pairOf } from '../pair-fixture.ts';

/** The headers that differ under this `compare.headers`. */
function differing(
  headers: Record<string, unknown>,
  primary: readonly string[],
  candidate: readonly string[],
): string[] {
  return compareResponses({ fields: primary }, { fields: candidate }, { headers }).differences.map(
    ({ path }) => path,
  );
}

describe('headers.ignoreCase', () => {
  const regions = { compare: ['x-region', 'x-zone'], ignoreCase: ['X-Region'] };

  it('ignores differences in letter case in the named headers alone', () => {
    const primary = ['X-Region', 'EU-West', 'X-Zone', 'A'];
    expect(differing(regions, primary, ['X-Region', 'eu-west', 'X-Zone', 'a'])).toEqual(['x-zone']);
  });

  it('leaves every other difference', () => {
    const primary = ['X-Region', 'EU-West'];
    expect(differing(regions, primary, ['X-Region', 'eu-east'])).toEqual(['x-region']);
    expect(differing(regions, primary, [])).toEqual(['x-region']);
  });

  it('shows the values as the deployments sent them', () => {
    const { differences } = compareResponses(
      { fields: ['X-Region', 'EU-West'] },
      { fields: ['X-Region', 'eu-East'] },
      { headers: regions },
    );
    expect(differences).toMatchObject([{ primary: 'EU-West', candidate: 'eu-East' }]);
  });

  it('applies together with the meaning of a header', () => {
    const headers = { compare: ['location', 'allow'], ignoreCase: ['location', 'allow'] };
    const primary = ['Location', 'http://127.0.0.1:1/Keys/7', 'Allow', 'GET, POST'];
    const candidate = ['Location', 'http://127.0.0.1:2/keys/7', 'Allow', 'post, get'];
    expect(differing({ ...headers, ignoreCase: [] }, primary, candidate)).toEqual([
      'location',
      'allow',
    ]);
    expect(differing(headers, primary, candidate)).toEqual([]);
  });

  it('applies to the names and values of cookies', () => {
    const headers = { compare: ['set-cookie'], ignoreCase: ['set-cookie'] };
    const [primary, candidate] = [
      ['Set-Cookie', 'Theme=Dark; Path=/A'],
      ['Set-Cookie', 'theme=dark; Path=/a'],
    ];
    expect(differing({ ...headers, ignoreCase: [] }, primary, candidate)).toHaveLength(2);
    expect(differing(headers, primary, candidate)).toEqual([]);
  });

  it('of a route adds to the list at the top', () => {
    const comparer = comparerFor({
      compare: { headers: { compare: ['x-a', 'x-b', 'x-c'], ignoreCase: ['x-a'] } },
      routes: [
        { match: 'GET /api/keys/{id}', compare: { headers: { ignoreCase: ['x-b'] } } },
        { match: 'GET /other', compare: { headers: { ignoreCase: ['x-c'] } } },
      ],
    });
    const pair = pairOf(
      { fields: ['X-A', 'V', 'X-B', 'V', 'X-C', 'V'] },
      { fields: ['X-A', 'v', 'X-B', 'v', 'X-C', 'v'] },
    );
    expect(comparer.compare(pair).differences.map(({ path }) => path)).toEqual(['x-c']);
  });
});

describe('headers.ignore', () => {
  const all = ['x-debug-id', 'x-debug-time', 'x-debug', 'x-other'];
  const fieldsOf = (value: string): string[] => all.flatMap((name) => [name, value]);

  it.each<[string, readonly string[]]>([
    ['X-Debug-*', ['x-debug', 'x-other']],
    ['*', []],
    ['*-id', ['x-debug-time', 'x-debug', 'x-other']],
    ['x-*-time', ['x-debug-id', 'x-debug', 'x-other']],
    ['x-debug', ['x-debug-id', 'x-debug-time', 'x-other']],
    ['x.debug', all],
  ])('ignores headers by name or with *: %s', (name, left) => {
    const headers = { compare: all, ignore: [name] };
    expect(differing(headers, fieldsOf('1'), fieldsOf('2'))).toEqual(left);
  });

  describe('with a pattern', () => {
    const headers = {
      compare: ['x-trace', 'x-other'],
      ignore: [{ name: 'X-Trace', pattern: '[0-9a-f]{4}' }],
    };

    it('ignores two values that both match it as a whole', () => {
      expect(differing(headers, ['X-Trace', '00af'], ['X-Trace', '1234'])).toEqual([]);
    });

    it.each([
      ['only one value matches', ['X-Trace', '00af'], ['X-Trace', 'none']],
      ['one value matches in part', ['X-Trace', '00af'], ['X-Trace', '1234-5']],
      ['one value is missing', ['X-Trace', '00af'], []],
      [
        'one of several values does not match',
        ['X-Trace', '00af'],
        ['X-Trace', '1234', 'X-Trace', 'none'],
      ],
    ])('ignores nothing if %s', (_, primary, candidate) => {
      expect(differing(headers, primary, candidate)).toEqual(['x-trace']);
    });

    it('ignores nothing in other headers', () => {
      expect(differing(headers, ['X-Other', '00af'], ['X-Other', '1234'])).toEqual(['x-other']);
    });

    it('is matched against each cookie as it was sent', () => {
      const cookies = {
        compare: ['set-cookie'],
        ignore: [{ name: 'set-cookie', pattern: 'flavour=[^;]*; HttpOnly' }],
      };
      const primary = ['Set-Cookie', 'flavour=a; HttpOnly', 'Set-Cookie', 'theme=x'];
      const candidate = ['Set-Cookie', 'flavour=b; HttpOnly', 'Set-Cookie', 'theme=y'];
      expect(differing(cookies, primary, candidate)).toEqual(['set-cookie[theme]']);
      expect(differing(cookies, primary, ['Set-Cookie', 'flavour=b'])).toEqual([
        'set-cookie[flavour]',
        'set-cookie[theme]',
      ]);
    });

    it('applies together with a pattern of a route', () => {
      const comparer = comparerFor({
        compare: { headers },
        routes: [
          {
            match: 'GET /api/keys/{id}',
            compare: { headers: { ignore: [{ name: 'x-*', pattern: 'v[0-9]' }] } },
          },
        ],
      });
      const pair = pairOf(
        { fields: ['X-Trace', '00af', 'X-Other', 'v1'] },
        { fields: ['X-Trace', '1234', 'X-Other', 'v2'] },
      );
      expect(comparer.compare(pair).outcome).toBe('match');
    });
  });
});
