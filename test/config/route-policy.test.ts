import { describe, expect, it } from 'vitest';
import { routePolicyOf } from '../../src/config/route-policy.ts';
import type { RouteConfig } from '../../src/config/schema.ts';

const routes: RouteConfig[] = [
  { match: 'POST /v1/search', safe: true },
  { match: 'POST /v1/{rest}', mirror: 'off' },
  { match: '* /ws', mirror: 'off' },
  { match: 'GET /v1/keys' },
];

const on = { mirror: 'on', safe: false };
const off = { mirror: 'off', safe: false };

describe('what the config says about mirroring a request', () => {
  it.each([
    ['of a route that only reads', 'POST', '/v1/search?q=a', { mirror: 'on', safe: true }],
    ['of a route that is off', 'POST', '/v1/exports', off],
    ['of a route of any method', 'DELETE', '/ws', off],
    ['of another method', 'PUT', '/v1/search', on],
    ['of a route that says nothing', 'GET', '/v1/keys', on],
    ['that no route of the config matches', 'GET', '/elsewhere', on],
    ['in absolute form', 'POST', 'http://legacy.test/v1/search', { mirror: 'on', safe: true }],
    ['that is percent-encoded', 'POST', '/v1/se%61rch', { mirror: 'on', safe: true }],
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
