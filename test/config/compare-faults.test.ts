import { describe, expect, it } from 'vitest';
import { configSchema } from '../../src/config/schema.ts';

function faultOf(compare: Record<string, unknown>, routes: readonly unknown[] = []) {
  const result = configSchema.safeParse({
    primary: 'http://legacy.test',
    candidate: 'http://candidate.test',
    compare,
    routes,
  });
  return result.error?.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
}

describe('compare.ignore in the config', () => {
  it.each(['$', '$.a', '$..a[*]["b c"]', '$.a[?@.b == 1]', "$.a[?match(@.b, 'x.*')]", '$.a[-1:]'])(
    'accepts an RFC 9535 JSONPath: %s',
    (path) => {
      expect(faultOf({ ignore: [path] })).toBeUndefined();
    },
  );

  it.each(['createdAt', '.a', '$.', '$.a[', '$.a[?@.b = 1]', '$.a[?nope(@)]', '$.a b', ''])(
    'refuses an invalid path, and shows what to write: %j',
    (path) => {
      expect(faultOf({ ignore: ['$.fine', path] })).toEqual([
        {
          path: 'compare.ignore.1.path',
          message: expect.stringMatching(/^write an RFC 9535 JSONPath, for example \$\.items/),
        },
      ]);
    },
  );
});

describe('compare.headers in the config', () => {
  it.each(['etag', 'X-App', 'x-*', '*', '*-id', 'x-*-time', 'x_y', 'x.y'])(
    'accepts a name or a pattern: %s',
    (name) => {
      expect(faultOf({ headers: [name] })).toBeUndefined();
    },
  );

  it.each(['', 'x y', 'x-.*', '/^x-/', 'x-?', 'x-[ab]', 'etag:', 'x-a,x-b', '^x-', 'x|y'])(
    'refuses other text in each list, and shows what to write: %j',
    (name) => {
      const message =
        'write the name of a header, for example etag, or * for any characters, as in x-*';
      const places = ['compare', 'add', 'ignoreCase'];
      for (const place of places) {
        expect(faultOf({ headers: { [place]: [name] } })).toEqual([
          { path: `compare.headers.${place}.0`, message },
        ]);
      }
      expect(faultOf({ headers: { ignore: [{ name }] } })).toEqual([
        { path: 'compare.headers.ignore.0.name', message },
      ]);
    },
  );

  const nothing = 'no compared header has this name: correct it, or leave it out';

  it.each([
    ['a name in the default list', { remove: ['vary'] }],
    ['a name that matches a default pattern', { remove: ['access-control-max-age'] }],
    ['a pattern that matches default names', { remove: ['content-*'] }],
    ['a pattern that overlaps with another', { compare: ['x-*'], remove: ['*-id'] }],
    ['a name that add contains', { compare: [], add: ['etag'], remove: ['etag'] }],
  ])('accepts under remove %s', (_, headers) => {
    expect(faultOf({ headers })).toBeUndefined();
  });

  it.each([
    ['a misspelt name', { remove: ['vary', 'cache-contol'] }, 1],
    ['a pattern that matches no compared name', { compare: ['x-a', 'y-*'], remove: ['z-*'] }, 0],
    ['a pattern that overlaps with no other', { compare: ['x-*-a'], remove: ['x-*-b'] }, 0],
  ])('refuses under remove %s, which would have no effect', (_, headers, index) => {
    expect(faultOf({ headers })).toEqual([
      { path: `compare.headers.remove.${index}`, message: nothing },
    ]);
  });

  it('accepts under remove of a route only headers that are compared there', () => {
    const top = { headers: { add: ['x-a'] } };
    expect(faultOf(top, route({ remove: ['x-a'] }))).toBeUndefined();
    expect(faultOf(top, route({ compare: ['x-b'], remove: ['x-a'] }))).toEqual([
      { path: 'routes.0.compare.headers.remove.0', message: nothing },
    ]);
  });
});

describe('an invalid rule for an intended change', () => {
  it.each<[string, unknown, string, string]>([
    ['status', { primary: 200, candidate: 500 }, 'candidate', 'a 5xx is a failure'],
    ['status', { primary: 503, candidate: 200 }, 'primary', 'a 5xx is a failure'],
    ['status', { primary: 200, candidate: 200 }, '', 'write two statuses'],
    ['rename', { from: 'a', to: 'a' }, '', 'write two names'],
    ['rename', { path: '$[?@.x]', from: 'a', to: 'b' }, 'path', 'before values are looked at'],
    ['transform', { path: '$[-1]', as: 'json' }, 'path', 'before values are looked at'],
    ['transform', { path: '$.a', as: 'number', zone: 'UTC' }, 'as', 'write as: time'],
    ['transform', { path: '$.a', as: 'time', zone: 'Europe/Berlin' }, 'zone', 'write UTC, or an'],
  ])('under %s: %j is a fault at %j', (kind, rule, key, words) => {
    expect(faultOf({ [kind]: [rule] })).toEqual([
      {
        path: ['compare', kind, '0', key].filter((part) => part !== '').join('.'),
        message: expect.stringContaining(words),
      },
    ]);
  });
});

describe('a regular expression in a JSONPath', () => {
  it.each(["$[?match(@.a, '[')]", "$[?@.b && !search(@.a, '(?=x)')]", "$[?@[?match(@, '*')]]"])(
    'is a fault if it is invalid: %s',
    (path) => {
      expect(faultOf({ ignore: [path] })?.[0]?.message).toMatch(/: error parsing regexp/);
    },
  );

  it('is a fault if it comes from a body, because a stranger could choose it', () => {
    expect(faultOf({ ignore: ['$[?match(@.a, @.b)]'] })?.[0]?.message).toMatch(
      /: the pattern of match\(\) must be a text in quotes$/,
    );
  });
});

describe('a route in the config', () => {
  it.each([
    ['GET /a/{b}{c}', 'write at most one {name} in a segment of the path, not {b}{c}'],
    ['GET /a/{}', 'write at most one {name} in a segment of the path, not {}'],
    ['GET /a?b={c}', 'write the path alone: a route does not depend on the query'],
  ])('is a fault if it is invalid: %s', (match, message) => {
    expect(faultOf({}, [{ match }])).toEqual([{ path: 'routes.0.match', message }]);
  });

  it.each([
    ['GET /a/{id}', 'GET /a/{id}'],
    ['GET /a/{id}', 'GET /a/{key}'],
    ['* /a/{id}.json', '* /a/{name}.json'],
  ])('is a fault after %s, which matches the same requests: %s', (first, second) => {
    expect(faultOf({}, [{ match: first }, { match: 'GET /b' }, { match: second }])).toEqual([
      {
        path: 'routes.2.match',
        message:
          `${second} can never apply: routes[0].match, ${first}, comes first and matches the ` +
          'same requests: put both into one entry',
      },
    ]);
  });

  it.each([
    ['GET /a/{id}', 'POST /a/{id}'],
    ['* /a/{id}', 'GET /a/{id}'],
    ['GET /a/{id}', 'GET /a/7'],
    ['GET /a/{id}', 'GET /a/{id}.json'],
    ['GET /a/{id}/b', 'GET /{a}/7/b'],
  ])('may follow %s, which does not match all its requests: %s', (first, second) => {
    expect(faultOf({}, [{ match: first }, { match: second }])).toBeUndefined();
  });
});

const route = (headers: object) => [{ match: 'GET /a', compare: { headers } }];

it('an operation may remove a header that its route adds', () => {
  const routes = [
    { match: 'POST /a', by: 'graphql', compare: { headers: { add: ['x-a'] } } },
    { match: 'POST /a Get', compare: { headers: { remove: ['x-a'] } } },
  ];
  expect(faultOf({ headers: [] }, routes)).toBeUndefined();
});
