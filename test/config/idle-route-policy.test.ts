import { describe, expect, it } from 'vitest';
import { idleRoutePolicies } from '../../src/config/idle-route-policy.ts';
import { configSchema } from '../../src/config/schema.ts';

function idlePaths(methods: string, ...routes: readonly Record<string, unknown>[]): string[] {
  const config = configSchema.parse({
    primary: 'http://legacy.test',
    candidate: { url: 'http://new.test', ownState: true },
    mirror: { methods },
    routes,
  });
  return idleRoutePolicies(config).map(({ path }) => path.join('.'));
}

describe('the mirroring policy of a route', () => {
  it('has no effect if the method is not mirrored', () => {
    const route = { match: 'POST /chat', sample: 0.5, perSecondMax: 5, timeoutMs: 100 };
    const paths = ['routes.0.sample', 'routes.0.perSecondMax', 'routes.0.timeoutMs'];
    expect(idlePaths('safe', route)).toEqual(paths);
  });
});

describe('the mirroring policy of a route with mirrored requests', () => {
  it.each([
    ['if writes are mirrored', 'all', { match: 'POST /chat', sample: 0.5 }],
    ['if the route only reads', 'safe', { match: 'POST /chat', safe: true, sample: 0.5 }],
    ['if the method of the route is mirrored', 'safe', { match: 'GET /chat', sample: 0.5 }],
    ['if the route is for any method', 'safe', { match: '* /chat', sample: 0.5 }],
    ['later, while nothing is mirrored', 'none', { match: 'POST /chat', sample: 0.5 }],
  ])('has an effect %s', (_, methods, route) => {
    expect(idlePaths(methods, route)).toEqual([]);
  });
});

describe('the mirroring policy of a route with operations', () => {
  const limited = { sample: 0.5, perSecondMax: 5, timeoutMs: 100 };

  it('has an effect with GraphQL, where queries are always safe', () => {
    const route = { match: 'POST /graphql', by: 'graphql', ...limited };
    expect(idlePaths('safe', route, { match: 'POST /graphql GetUser', ...limited })).toEqual([]);
  });

  it('has an effect if one operation only reads', () => {
    const route = { match: 'POST /rpc', by: 'jsonrpc', ...limited };
    expect(idlePaths('safe', route, { match: 'POST /rpc get', safe: true })).toEqual([]);
  });

  it('has an effect on an operation whose route only reads', () => {
    const route = { match: 'POST /rpc', by: 'jsonrpc', safe: true };
    expect(idlePaths('safe', route, { match: 'POST /rpc get', sample: 0.5 })).toEqual([]);
  });

  it('has no effect on an operation with safe: false', () => {
    const route = { match: 'POST /rpc', by: 'jsonrpc', safe: true };
    const operation = { match: 'POST /rpc put', safe: false, sample: 0.5 };
    expect(idlePaths('safe', route, operation)).toEqual(['routes.1.sample']);
  });

  it('has no effect if the config does not state that an operation is safe', () => {
    const route = { match: 'POST /rpc', by: 'jsonrpc' };
    expect(idlePaths('safe', route, { match: 'POST /rpc get', sample: 0.5 })).toEqual([
      'routes.1.sample',
    ]);
  });
});
