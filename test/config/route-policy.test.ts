import { describe, expect, it } from 'vitest';
import { routePolicyOf } from '../../src/config/route-policy.ts';
import type { RouteConfig } from '../../src/config/schema.ts';

const routes: RouteConfig[] = [
  { match: 'POST /v1/search', safe: true },
  { match: 'POST /v1/{rest}', mirror: 'off' },
  { match: '* /ws', mirror: 'off' },
  { match: 'GET /v1/keys' },
  { match: '* /metrics', mirror: 'off' },
  { match: 'GET /v1/models', sample: 0.5, perSecondMax: 2, timeoutMs: 90_000 },
];

const nothing = {
  mirror: 'on',
  safe: false,
  mayHideWrites: false,
  sample: null,
  perSecondMax: null,
  timeoutMs: null,
};
const on = { ...nothing, match: null };
const off = { ...nothing, match: expect.any(String) as string, mirror: 'off' };
const safe = { ...nothing, match: 'POST /v1/search', safe: true };
const limits = { sample: 0.5, perSecondMax: 2, timeoutMs: 90_000 };

describe('what the config says about mirroring a request', () => {
  it.each([
    ['of a route that only reads', 'POST', '/v1/search?q=a', safe],
    ['of a route that is off', 'POST', '/v1/exports', off],
    ['of a route of any method', 'DELETE', '/ws', off],
    ['of a route of any method, with a query', 'GET', '/metrics?name[]=a', off],
    [
      'of a route with limits',
      'GET',
      '/v1/models',
      { ...nothing, ...limits, match: 'GET /v1/models' },
    ],
    ['of another method', 'PUT', '/v1/search', on],
    ['of a route that says nothing', 'GET', '/v1/keys', on],
    ['that no route of the config matches', 'GET', '/elsewhere', on],
    ['in absolute form', 'POST', 'http://legacy.test/v1/search', safe],
    ['that is percent-encoded', 'POST', '/v1/se%61rch', safe],
    ['of nothing but a star', 'OPTIONS', '*', on],
    ['of more segments than any route has', 'POST', '/a'.repeat(5000), on],
  ])('%s', (_, method, target, policy) => {
    expect(routePolicyOf({ routes })(method, target)).toEqual(policy);
  });

  it('is found anew and from memory alike', () => {
    const policyOf = routePolicyOf({ routes });
    expect(policyOf('POST', '/v1/search?b')).toBe(policyOf('POST', '/v1/search?a'));
  });

  it('is the same for all where no route says anything', () => {
    const policyOf = routePolicyOf({ routes: [{ match: 'GET /v1/keys' }] });
    expect(policyOf('POST', '/v1/keys')).toEqual(on);
  });
});

describe('a route', () => {
  it.each<[string, boolean, RouteConfig[]]>([
    ['of GraphQL', true, [{ match: 'GET /api', by: { body: 'graphql' } }]],
    ['of one model', false, [{ match: 'GET /api', by: { body: '$.model' }, safe: true }]],
    [
      'with an operation that is not safe',
      true,
      [
        { match: 'GET /api', by: { body: 'jsonrpc' }, safe: true },
        { match: 'GET /api pay', safe: false },
      ],
    ],
    [
      'with an operation that is off',
      true,
      [
        { match: 'GET /api', by: { body: 'jsonrpc' }, safe: true },
        { match: 'GET /api pay', mirror: 'off' },
      ],
    ],
    [
      'with an operation that is safe',
      false,
      [
        { match: 'GET /api', by: { body: 'jsonrpc' } },
        { match: 'GET /api pay', safe: true },
      ],
    ],
  ])('%s may hide writes: %s', (_, mayHideWrites, withOperations) => {
    const policy = routePolicyOf({ routes: withOperations })('GET', '/api');
    expect(policy.mayHideWrites).toBe(mayHideWrites);
  });
});

describe('the policy of a route with operations', () => {
  const capped = 'POST /graphql';
  const policyOf = routePolicyOf({
    routes: [
      { match: capped, by: { body: 'graphql' }, perSecondMax: 10, timeoutMs: 5_000 },
      { match: 'POST /graphql GetUser', timeoutMs: 1_000 },
      { match: 'POST /graphql Search', perSecondMax: 2 },
    ],
  });

  it.each([
    ['that it does not name', 'GetOrders', { match: capped, perSecondMax: 10, timeoutMs: 5_000 }],
    ['holds on top of the rest', 'GetUser', { match: capped, perSecondMax: 10, timeoutMs: 1_000 }],
    [
      'may be a cap of its own',
      'Search',
      { match: 'POST /graphql Search', perSecondMax: 2, timeoutMs: 5_000 },
    ],
  ])('%s', (_, operation, policy) => {
    expect(policyOf('POST', '/graphql', operation)).toMatchObject(policy);
  });
});
