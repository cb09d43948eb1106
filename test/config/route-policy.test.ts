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

describe('the mirroring policy for a request', () => {
  it.each([
    ['to a route that only reads', 'POST', '/v1/search?q=a', safe],
    ['to a route with mirror: off', 'POST', '/v1/exports', off],
    ['to a route for any method', 'DELETE', '/ws', off],
    ['to a route for any method, with a query', 'GET', '/metrics?name[]=a', off],
    [
      'to a route with limits',
      'GET',
      '/v1/models',
      { ...nothing, ...limits, match: 'GET /v1/models' },
    ],
    ['with another method', 'PUT', '/v1/search', on],
    ['to a route without a policy', 'GET', '/v1/keys', on],
    ['to no route of the config', 'GET', '/elsewhere', on],
    ['in absolute form', 'POST', 'http://legacy.test/v1/search', safe],
    ['with a percent-encoded path', 'POST', '/v1/se%61rch', safe],
    ['with an asterisk target', 'OPTIONS', '*', on],
    ['with more segments than any route', 'POST', '/a'.repeat(5000), on],
  ])('is found for a request %s', (_, method, target, policy) => {
    expect(routePolicyOf({ routes })(method, target)).toEqual(policy);
  });

  it('is the same object when it is found again', () => {
    const policyOf = routePolicyOf({ routes });
    expect(policyOf('POST', '/v1/search?b')).toBe(policyOf('POST', '/v1/search?a'));
  });

  it('is the same for all requests if no route has a policy', () => {
    const policyOf = routePolicyOf({ routes: [{ match: 'GET /v1/keys' }] });
    expect(policyOf('POST', '/v1/keys')).toEqual(on);
  });
});

describe('a route with operations', () => {
  it.each<[string, boolean, RouteConfig[]]>([
    ['GraphQL', true, [{ match: 'GET /api', by: { body: 'graphql' } }]],
    ['by a JSON path', false, [{ match: 'GET /api', by: { body: '$.model' }, safe: true }]],
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
  ])('may hide writes or not: %s: %s', (_, mayHideWrites, withOperations) => {
    const policy = routePolicyOf({ routes: withOperations })('GET', '/api');
    expect(policy.mayHideWrites).toBe(mayHideWrites);
  });
});

describe('the mirroring policy of an operation', () => {
  const capped = 'POST /graphql';
  const policyOf = routePolicyOf({
    routes: [
      { match: capped, by: { body: 'graphql' }, perSecondMax: 10, timeoutMs: 5_000 },
      { match: 'POST /graphql GetUser', timeoutMs: 1_000 },
      { match: 'POST /graphql Search', perSecondMax: 2 },
    ],
  });

  it.each([
    [
      'is that of its route if it has no entry',
      'GetOrders',
      { match: capped, perSecondMax: 10, timeoutMs: 5_000 },
    ],
    ['adds to that of its route', 'GetUser', { match: capped, perSecondMax: 10, timeoutMs: 1_000 }],
    [
      'may have its own cap',
      'Search',
      { match: 'POST /graphql Search', perSecondMax: 2, timeoutMs: 5_000 },
    ],
  ])('%s', (_, operation, policy) => {
    expect(policyOf('POST', '/graphql', operation)).toMatchObject(policy);
  });
});
