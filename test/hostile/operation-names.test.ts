/**
 * The threat: clients choose what operations are called. A name may be a secret, an id of which there is one for
 * each user, markup, or a line of its own in an exposition; a document may be made to take long; and a mutation may
 * be dressed up as a query, so that it is done twice.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { threadCpuMs } from '../../src/vocabulary/thread-cpu.ts';
import { createRouteTable } from '../../src/config/route-table.ts';
import { createConfiguredRedactor } from '../../src/compare/redaction/configured-redactor.ts';
import { createRouteLabels } from '../../src/compare/redaction/route-label.ts';
import { configSchema } from '../../src/config/schema.ts';
import { createMirrorPolicy } from '../../src/shadow/mirror-policy.ts';
import { RouteCaps } from '../../src/shadow/route-caps.ts';
import { operationNameOf, partsOfRoute } from '../../src/vocabulary/operation-name.ts';
import { parseRequestHead } from '../../src/vocabulary/raw-head.ts';
import { operationsBy } from '../shadow/operations/asked-of.ts';
import { exchangesFrom, type RequestSpec } from '../shadow/exchange-fixture.ts';

const config = configSchema.parse({
  primary: 'http://127.0.0.1:1',
  candidate: 'http://127.0.0.1:2',
  routes: [
    { match: 'POST /graphql', by: 'graphql' },
    { match: 'POST /graphql Track', safe: true },
    { match: 'POST /rpc', by: 'jsonrpc' },
    { match: 'POST /rpc read', safe: true },
    { match: 'POST /rpc also-read', safe: true },
    { match: 'POST /rpc never', mirror: 'off' },
  ],
});

describe('the name of an operation', () => {
  it.each([
    'sk-proj-aB3dEf9Kq2Lm7Pz5Rt8Vw1Xy4',
    'AKIAIOSFODNN7EXAMPLE',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U',
    '6f1d2c3b-9a8e-4f5d-8c7b-1a2b3c4d5e6f',
    '4111111111111111',
    'user-1234567',
    '+1-555-010-9999',
    'ann@example.org',
    'KqWzXbTnRmVcPlYhGfDsJkQw',
    '<script>alert(1)</script>',
    'a"} 1\nforged{b="',
    'a b',
    '../../etc',
    '__proto__ x',
    'ünïcode',
    'x'.repeat(101),
    '',
  ])('is (other) for a text that cannot be a name: %j', (text) => {
    expect(operationNameOf(text)).toBe('(other)');
  });

  it('is plain and short, for any request', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(operationNameOf(text)).toMatch(/^(?:\(other\)|[\w$][\w$.:/@+-]{0,99})$/);
      }),
      { seed: 7 },
    );
  });

  it.each(['__proto__', 'constructor', 'toString'])(
    'may be the name of a prototype key: %s',
    (name) => {
      const table = createRouteTable(config);
      const { route } = table.routeOf('POST', '/rpc', undefined, operationNameOf(name));
      expect(partsOfRoute(route)).toEqual({ route: 'POST /rpc', operation: name });
    },
  );

  it.each([
    'anonymous:12345678',
    'persisted:00000000',
    'claude-sonnet-4-20250514',
    'gpt-4o-mini-2024-07-18',
    'GetUserPasswordPolicy',
  ])('is shown unchanged if it is no secret: %s', (operation) => {
    const labelOf = createRouteLabels(createConfiguredRedactor(config));
    expect(labelOf(`POST /graphql ${operation}`)).toBe(`POST /graphql ${operation}`);
  });
});

describe('a document that is too costly to parse', () => {
  it.each([
    ['nested', `query A ${'{a'.repeat(4000)}${'}'.repeat(4000)}`],
    ['wide', `query A { ${'a '.repeat(20_000)} }`],
    ['long', `query A { a } #${'x'.repeat(70_000)}`],
    [
      'full of fragments',
      `query A { ${Array.from({ length: 3000 }, (_, i) => `...F${i}`).join(' ')}`,
    ],
  ])('is (other), and unsafe: %s', (_, query) => {
    const operationOf = operationsBy('graphql');
    const startedAt = threadCpuMs();
    const { name, asked } = operationOf({ body: JSON.stringify({ query }) });
    expect(threadCpuMs() - startedAt).toBeLessThan(2000);
    expect({ name, safe: asked[0]?.isSafe }).toEqual({ name: '(other)', safe: null });
  });

  it('is not decompressed beyond a limit', async () => {
    const { gzipSync } = await import('node:zlib');
    const head = Buffer.from('POST /api HTTP/1.1\r\nContent-Encoding: gzip\r\n\r\n');
    const body = gzipSync(Buffer.alloc(64 * 1024 * 1024, 0x20));
    expect(operationsBy('graphql')({}, { request: { head, body } }).name).toBe('(other)');
  });
});

describe('a POST that may write, with mirror.methods: safe', () => {
  const policy = createMirrorPolicy(config, 'a', new RouteCaps({ now: () => 0, random: () => 0 }));
  const exchange = exchangesFrom();
  const leftOut = (request: RequestSpec) => {
    const made = exchange({ method: 'POST', ...request });
    return policy(made, parseRequestHead(made.request.head)).leftOut;
  };
  const graphql = (sent: unknown, target = '/graphql') =>
    leftOut({ target, body: JSON.stringify(sent) });
  const rpc = (...methods: readonly string[]) =>
    leftOut({ target: '/rpc', body: JSON.stringify(methods.map((method) => ({ method }))) });

  it('is distinguished from a query, which is mirrored', () => {
    expect(graphql({ query: 'query A { a }' })).toBeNull();
  });

  it.each<[string, unknown]>([
    ['a mutation', { query: 'mutation A { a }' }],
    ['a subscription', { query: 'subscription A { a }' }],
    ['a mutation after a query', { query: 'query A { a } mutation B { b }', operationName: 'B' }],
    ['a mutation in a batch', [{ query: 'query A { a }' }, { query: 'mutation B { b }' }]],
    [
      'a persisted document',
      { operationName: 'A', extensions: { persistedQuery: { sha256Hash: 'a'.repeat(64) } } },
    ],
    ['an invalid document', { query: 'query A { a' }],
  ])('is left out: %s', (_, sent) => {
    expect(graphql(sent)).toBe('unsafe_method');
  });

  it('is left out if the query of the target may contradict the body', () => {
    const target = `/graphql?${new URLSearchParams({ query: 'mutation B { b }' }).toString()}`;
    expect(graphql({ query: 'query A { a }' }, target)).toBe('unsafe_method');
  });

  it.each([
    ['/graphql', '{"query":"mutation B { b }","query":"query A { a }"}'],
    ['/graphql', '{"query":"query A { a }","qu\\u0065ry":"query A { a }"}'],
    ['/rpc', '{"method":"write","method":"read"}'],
  ])('is left out if servers may read different operations: %s %s', (target, body) => {
    expect(leftOut({ target, body })).toBe('unsafe_method');
  });

  it('is left out if a field overrides the method', () => {
    const fields = ['X-HTTP-Method-Override', 'DELETE'];
    const body = '{"query":"query A { a }"}';
    expect(leftOut({ target: '/graphql', fields, body })).toBe('unsafe_method');
  });

  it('is left out if only a part of its batch is configured as safe', () => {
    expect(rpc('read', 'also-read')).toBeNull();
    expect(rpc('read', 'write')).toBe('unsafe_method');
  });

  it('is left out as route_off if a part of its batch has mirror: off', () => {
    expect(rpc('read', 'never')).toBe('route_off');
  });

  it('is mirrored if the config states that the operation only reads', () => {
    expect(graphql({ query: 'mutation Track { a }' })).toBeNull();
  });
});
