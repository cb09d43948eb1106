import { describe, expect, it } from 'vitest';
import { gatePolicySchema } from '../../../src/config/gate-policy.ts';
import type { RouteConfig } from '../../../src/config/schema.ts';
import { resolveGatePolicy } from '../../../src/control/gate/resolve-policy.ts';

const routes = [
  { match: 'GET /keys', area: 'keys' },
  { match: 'GET /keys/{id}', area: 'keys' },
  { match: 'GET /status' },
];

function resolve(settings: object, hasSecondary = false) {
  return resolveGatePolicy(gatePolicySchema.parse(settings), routes, hasSecondary);
}

describe('the policy of the gate', () => {
  it('is a canary for a day by default', () => {
    expect(resolve({})).toMatchObject({
      alpha: 0.05,
      otherAreas: {
        mismatchBudget: 0.001,
        errorBudget: 0.001,
        latency: { slower: { factor: 1.02, extraMs: 1, share: 0.5 }, measuredShareMin: 0.5 },
        routeExchangesMin: 100,
        coverageFloor: 0.9,
        excusedShareMax: 0.05,
        soakHours: 24,
        noise: false,
      },
    });
  });

  it('contains each area of the config', () => {
    expect([...resolve({ areas: { costs: {} } }).areas.keys()]).toEqual([
      'costs',
      'keys',
      '(none)',
    ]);
  });

  it('has one area if the config has none', () => {
    const policy = resolveGatePolicy(gatePolicySchema.parse({}), [], false);
    expect([...policy.areas.keys()]).toEqual(['(none)']);
  });

  it.each([
    ['has mirror: off', { mirror: 'off' }, {}],
    ['is out of scope by name', {}, { outOfScope: ['POST /chat'] }],
    ['is out of scope with any method', {}, { outOfScope: ['* /chat'] }],
    ['has a method that is out of scope', {}, { outOfScope: ['methods'] }],
  ] as const)('does not require a route that %s, nor its area', (_, changes, settings) => {
    const chat = { match: 'POST /chat', area: 'chat', ...changes };
    const policy = resolveGatePolicy(
      gatePolicySchema.parse(settings),
      [...routes, chat],
      false,
      'safe',
    );
    expect([...policy.areas.keys()]).toEqual(['keys', '(none)']);
  });

  it('does not require routes that only an OpenAPI document has, nor their areas', () => {
    const pay = { match: 'POST /pay', area: 'billing', documentOnly: true } as const;
    const policy = resolveGatePolicy(gatePolicySchema.parse({}), [...routes, pay], false);
    expect([...policy.areas.keys()]).toEqual(['keys', '(none)']);
    expect(policy.otherAreas.requiredRoutes).toEqual([]);
  });

  it('has no area if all routes come from an OpenAPI document', () => {
    const pay = { match: 'POST /pay', area: 'billing', documentOnly: true } as const;
    const policy = resolveGatePolicy(gatePolicySchema.parse({}), [pay], false);
    expect([...policy.areas.keys()]).toEqual([]);
  });

  it('requires only gate.defaults.requiredRoutes in an area without an entry', () => {
    const settings = gatePolicySchema.parse({ defaults: { requiredRoutes: ['GET /keys'] } });
    const policy = resolveGatePolicy(settings, routes, false);
    expect(policy.otherAreas.requiredRoutes).toEqual(['GET /keys']);
    expect(resolve({}).otherAreas.requiredRoutes).toEqual([]);
  });

  it('requires a safe route although its method is out of scope', () => {
    const chat = { match: 'POST /chat', area: 'chat', safe: true };
    const settings = gatePolicySchema.parse({ outOfScope: ['methods'] });
    const policy = resolveGatePolicy(settings, [chat], false, 'safe');
    expect(policy.areas.get('chat')?.requiredRoutes).toEqual(['POST /chat']);
  });

  it('requires an operation in the area of its route, unless its entry has another area', () => {
    const api: RouteConfig[] = [
      { match: 'POST /graphql', by: { body: 'graphql' }, area: 'api' },
      { match: 'POST /graphql GetUser' },
      { match: 'POST /graphql Pay', area: 'billing' },
      { match: 'POST /graphql Log', mirror: 'off' },
    ];
    const settings = gatePolicySchema.parse({ outOfScope: ['methods'] });
    const { areas } = resolveGatePolicy(settings, api, false, 'safe');
    expect(areas.get('api')?.requiredRoutes).toEqual(['POST /graphql', 'POST /graphql GetUser']);
    expect(areas.get('billing')?.requiredRoutes).toEqual(['POST /graphql Pay']);
  });

  it('does not require a route without an area whose operations have entries', () => {
    const api: RouteConfig[] = [
      { match: 'POST /rpc', by: { body: 'jsonrpc' } },
      { match: 'POST /rpc read', area: 'reads', safe: true },
    ];
    const { areas } = resolveGatePolicy(gatePolicySchema.parse({}), api, false, 'safe');
    expect([...areas.keys()]).toEqual(['reads']);
  });

  it('uses single values of an area, and the defaults for the others', () => {
    const { areas } = resolve({
      defaults: { soakHours: 2, latency: { delta: 0.1 } },
      areas: { keys: { mismatchBudget: 0.05, excusedShareMax: 0.2, latency: { share: 0.4 } } },
    });
    expect(areas.get('keys')).toMatchObject({
      mismatchBudget: 0.05,
      excusedShareMax: 0.2,
      soakHours: 2,
      latency: { slower: { factor: 1.1, extraMs: 1, share: 0.4 } },
    });
  });

  it('requires all routes in the config of an area', () => {
    expect(resolve({}).areas.get('keys')?.requiredRoutes).toEqual(['GET /keys', 'GET /keys/{id}']);
  });

  it('requires only the named routes if some are named', () => {
    const { areas } = resolve({ areas: { keys: { requiredRoutes: ['GET /keys'] } } });
    expect(areas.get('keys')?.requiredRoutes).toEqual(['GET /keys']);
  });

  it('has a noise model if there is a secondary, unless the config turns it off', () => {
    expect(resolve({}, true).otherAreas.noise).toBe(true);
    expect(resolve({ defaults: { noise: false } }, true).otherAreas.noise).toBe(false);
  });

  it.each([
    ['a budget of 0', { defaults: { mismatchBudget: 0 } }],
    ['a budget of 1', { defaults: { errorBudget: 1 } }],
    ['a share over 1', { defaults: { excusedShareMax: 1.5 } }],
    ['an α over one half', { alpha: 0.6 }],
    ['a misspelt key', { defaults: { mismatchbudget: 0.1 } }],
    ['a misspelt key of an area', { areas: { keys: { soak: 1 } } }],
    ['an area that cannot be one', { areas: { 'Virtual Keys': {} } }],
  ])('refuses %s', (_what, settings) => {
    expect(gatePolicySchema.safeParse(settings).success).toBe(false);
  });
});
