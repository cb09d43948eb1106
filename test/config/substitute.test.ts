import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { configFlags } from '../../src/config/flags.ts';
import { configOf, faultsOf, upstreams } from './config-text.ts';

describe('${VAR} in a config file', () => {
  it('is replaced by the value of the variable, also inside a text', () => {
    const environment = { HOST: 'legacy.test', LEVEL: 'debug' };
    const text =
      'primary: http://${HOST}:5000\ncandidate: http://new.test\nlog: {level: "${LEVEL}"}\n';
    const { primary, log } = configOf(text, { environment });
    expect([primary.url, log.level]).toEqual(['http://legacy.test:5000', 'debug']);
  });

  it.each([
    ['${N}', '7', 7],
    ['"${N}"', '7', 7],
    ['${N:-8}', undefined, 8],
    ['${N:-8}', '', 8],
    ['${N:-}${M:-9}', undefined, 9],
  ])('becomes a number if the key needs a number: %s', (value, N, concurrency) => {
    const text = `${upstreams}mirror:\n  concurrency: ${value}\n`;
    expect(configOf(text, { environment: { N } }).mirror.concurrency).toBe(concurrency);
  });

  it('becomes a boolean or a text, as the key needs', () => {
    const text = 'forwarded: ${YES}\nroutes: [{match: GET /, area: "${NUMBER}"}]\n';
    const environment = { YES: 'true', NUMBER: '12' };
    const { forwarded, routes } = configOf(upstreams + text, { environment });
    expect([forwarded, routes[0]?.area]).toEqual([true, '12']);
  });

  it('is replaced in lists, in block scalars and behind anchors', () => {
    const text = [
      'compare:',
      '  headers: [&first "${HEADER}", *first]',
      '  ignore:',
      '    - |-',
      '      $.${FIELD}',
    ].join('\n');
    const environment = { HEADER: 'etag', FIELD: 'createdAt' };
    expect(configOf(upstreams + text, { environment }).compare).toMatchObject({
      headers: { compare: ['etag', 'etag'] },
      ignore: [{ path: '$.createdAt' }],
    });
  });

  it('never changes the structure, whatever the value of the variable', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const text = 'compare:\n  by:\n    - path: $.items\n      key: ${KEY}\n';
        const { compare } = configOf(upstreams + text, { environment: { KEY: value } });
        expect(compare.by).toEqual([{ path: '$.items', key: value }]);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('is not replaced in keys and comments', () => {
    const text = '"${KEY}": 1 # ${COMMENT}\n';
    expect(faultsOf(upstreams + text)).toEqual([
      expect.stringMatching(/^file:3:1: \$\{KEY\}: there is no such key/),
    ]);
  });
});

describe('a fault of ${VAR}', () => {
  it.each([
    [
      'listen: ${LISTEN}',
      'listen: ${LISTEN} is not set: set it, or write a default as ${LISTEN:-default}',
    ],
    [
      'listen: ${A}:${B}',
      'listen: ${A} is not set: set it, or write a default as ${A:-default}; ${B} is not set: set it, or write a default as ${B:-default}',
    ],
    ['listen: ${toString}', expect.stringContaining('${toString} is not set')],
    ['listen: ${HOST', 'listen: write a variable as ${NAME}, or as ${NAME:-default}'],
    ['listen: ${1}', 'listen: write a variable as ${NAME}, or as ${NAME:-default}'],
    ['listen: ${HOST:?required}', 'listen: write a variable as ${NAME}, or as ${NAME:-default}'],
  ])('shows how to write it: %s', (line, fault) => {
    expect(faultsOf(`${line}\n${upstreams}`).map((text) => text.replace('file:1:9: ', ''))).toEqual(
      [fault],
    );
  });

  it('names the variable with the refused value', () => {
    const text = 'primary: ${PRIMARY_URL}\ncandidate: http://new.test\n';
    expect(
      faultsOf(text, { environment: { PRIMARY_URL: 'http://user:secret@legacy.test' } }),
    ).toEqual([
      'file:1:10: primary.url: write an origin, http://HOST:PORT or https://HOST:PORT, without a path, query or user name (it comes from ${PRIMARY_URL})',
    ]);
  });

  /** Wrong for every key in its own way, and each with a word that can be recognised. */
  const secrets = [
    'sesame',
    '$.sesame[',
    'GET /sesame{a}{b}',
    '/sesame/key.pem',
    '-sesame 7',
    'http://a:sesame@b',
  ];
  const places = [
    ...configFlags.map(({ path, node }) => ({ path, list: node.type === 'array' })),
    { path: ['routes'], list: true },
  ];

  it.each(places)('never contains the value: $path', ({ path, list }) => {
    for (const secret of secrets) {
      const value: unknown =
        path[0] === 'routes' ? { match: '${SECRET}', area: '${SECRET}' } : '${SECRET}';
      const config = path
        .toReversed()
        .reduce<unknown>((inner, key) => ({ [key]: inner }), list ? [value] : value);
      const faults = faultsOf(JSON.stringify(config), { environment: { SECRET: secret } });
      expect(faults.join('\n')).not.toContain('sesame');
    }
  });
});
