import { describe, expect, it } from 'vitest';
import { type ComparedUnder, comparedUnder } from '../../src/config/compared-under.ts';
import { configSchema } from '../../src/config/schema.ts';

const costs = 'GET /api/costs';
const keys = 'GET /api/keys/{id}';

function underOf(settings: Record<string, unknown> = {}): ComparedUnder {
  return comparedUnder(
    configSchema.parse({
      primary: 'http://legacy.test:5000',
      candidate: 'http://candidate.test:5001',
      ...settings,
    }),
  );
}

/** The digest for rules by which an object with this value equals the empty text. */
function equating(value: unknown): string {
  return underOf({ compare: { equate: [{ path: '$.a', values: ['', { on: value }] }] } })(costs);
}

const candidate = { url: 'http://candidate.test:5001', ownState: true };
const plain = underOf();

describe('the digest of the rules for a route', () => {
  it.each<[string, Record<string, unknown>]>([
    ['a rule for all routes', { compare: { ignore: ['$.at'] } }],
    ['another list of headers', { compare: { headers: { add: ['x-cost'] } } }],
    ['exact clocks', { compare: { clocks: 'exact' } }],
    ['lexical numbers', { compare: { lexical: true } }],
    ['another timeout of the candidate', { candidate: { ...candidate, timeoutMs: 5 } }],
    ['another Host for the candidate', { candidate: { ...candidate, hostHeader: 'upstream' } }],
    ['mirroring of writes', { candidate, mirror: { methods: 'all' } }],
    ['a secondary', { secondary: 'self' }],
    ['copies of a mirror', { outOfPath: true }],
  ])('changes for all routes with %s', (_, settings) => {
    const changed = underOf(settings);
    expect(changed(costs)).not.toBe(plain(costs));
    expect(changed(keys)).not.toBe(plain(keys));
  });

  it.each<[string, Record<string, unknown>]>([
    ['a rule of its own', { compare: { ignore: ['$.at'] } }],
    ['headers of its own', { compare: { headers: { ignore: ['vary'] } } }],
    ['clocks of its own', { compare: { clocks: 'exact' } }],
    ['an area', { area: 'costs' }],
    ['mirror: off', { mirror: 'off' }],
    ['safe: true', { safe: true }],
  ])('changes for one route with %s', (_, route) => {
    const changed = underOf({ routes: [{ match: costs, ...route }] });
    expect(changed(costs)).not.toBe(plain(costs));
    expect(changed(keys)).toBe(plain(keys));
  });

  it.each<[string, Record<string, unknown>]>([
    ['the log level', { log: { level: 'debug' } }],
    ['the criteria of the gate', { gate: { alpha: 0.01, defaults: { mismatchBudget: 0.2 } } }],
    ['limits', { limits: { connections: 5 }, capture: { bodyBytesMax: 10 } }],
    ['the sampled share', { mirror: { sample: 0.5 } }],
    ['the redaction', { redact: { emails: true, paths: ['$.secret'] } }],
    ['the order of the routes', { routes: [{ match: 'GET /x' }, { match: costs }] }],
    ['an empty compare', { routes: [{ match: costs, compare: {} }] }],
    ['a default that is written out', { compare: { clocks: 'own', lexical: false, ignore: [] } }],
    [
      'rules for identities that Parallax does not translate',
      { identities: { learn: [{ path: '$.id' }] } },
    ],
    ['another address of the candidate', { candidate: 'http://candidate.test:5999' }],
  ])('does not change with %s', (_, settings) => {
    const same = underOf(settings);
    expect(same(costs)).toBe(plain(costs));
    expect(same(keys)).toBe(plain(keys));
  });

  it('changes with the rules for identities if Parallax translates them', () => {
    const all = { candidate, mirror: { methods: 'all' } };
    const pin = [{ primary: 'k-1', candidate: 'k-2' }];
    expect(underOf({ ...all, identities: { pin } })(costs)).not.toBe(underOf(all)(costs));
  });

  it('changes for an automatic route if a route of the config matches its requests', () => {
    const changed = underOf({ routes: [{ match: 'GET /api/keys/{key}' }] });
    expect(changed(keys)).not.toBe(plain(keys));
    expect(changed(costs)).toBe(plain(costs));
  });

  it('differs for rules that differ only in null and false', () => {
    expect(equating(false)).not.toBe(equating(null));
  });

  it.each(['(other)', 'OPTIONS *', '__proto__', '', 'GET /a/'.padEnd(5000, 'x')])(
    'exists for %s, too',
    (route) => expect(plain(route)).toMatch(/^[0-9a-f]{12}$/),
  );

  it('is the same in each process', () => {
    expect(plain(costs)).toBe(underOf()(costs));
  });
});

describe('the digest of the rules for an operation', () => {
  const graphql = { match: 'POST /graphql', by: 'graphql' };
  const user = 'POST /graphql GetUser';
  const orders = 'POST /graphql GetOrders';
  const before = underOf({ routes: [graphql] });

  it('changes with the rules of its route', () => {
    const after = underOf({ routes: [{ ...graphql, compare: { ignore: ['$.at'] } }] });
    expect(after(user)).not.toBe(before(user));
    expect(after(orders)).not.toBe(before(orders));
  });

  it('changes with its own rules, and with no others', () => {
    const own = { match: user, compare: { ignore: ['$.at'] } };
    const after = underOf({ routes: [graphql, own] });
    expect(after(user)).not.toBe(before(user));
    expect(after(orders)).toBe(before(orders));
  });

  it('changes with the key by of the route', () => {
    expect(underOf({ routes: [{ ...graphql, by: 'jsonrpc' }] })(user)).not.toBe(before(user));
  });
});

/** The digest for a candidate with these header edits. */
function asking(headers: unknown, more: object = {}): string {
  return underOf({ candidate: { url: 'http://candidate.test:5001', headers, ...more } })(costs);
}

describe('the digest of the edits of requests to the candidate', () => {
  it('changes with the names of the headers that are set', () => {
    expect(asking({ set: { 'x-tenant': 'a' } })).not.toBe(plain(costs));
  });

  it('stays the same if a credential changes', () => {
    expect(asking({ set: { 'x-tenant': 'a' } })).toBe(asking({ set: { 'x-tenant': 'b' } }));
  });

  it('changes with the path', () => {
    expect(asking({}, { path: { prefix: '/v2' } })).not.toBe(asking({}));
  });
});
