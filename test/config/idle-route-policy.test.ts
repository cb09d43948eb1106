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

describe('the mirroring policy of a route has no effect', () => {
  it('where its method is not mirrored', () => {
    const route = { match: 'POST /chat', sample: 0.5, perSecondMax: 5, timeoutMs: 100 };
    const paths = ['routes.0.sample', 'routes.0.perSecondMax', 'routes.0.timeoutMs'];
    expect(idlePaths('safe', route)).toEqual(paths);
  });
});

describe('the mirroring policy of a route has an effect', () => {
  it.each([
    ['where writes are mirrored', 'all', { match: 'POST /chat', sample: 0.5 }],
    ['where the route only reads', 'safe', { match: 'POST /chat', safe: true, sample: 0.5 }],
    ['where its method is mirrored', 'safe', { match: 'GET /chat', sample: 0.5 }],
    ['where it has any method', 'safe', { match: '* /chat', sample: 0.5 }],
    ['later, where nothing is mirrored yet', 'none', { match: 'POST /chat', sample: 0.5 }],
  ])('%s', (_, methods, route) => {
    expect(idlePaths(methods, route)).toEqual([]);
  });
});

describe('what a route with operations says about mirroring', () => {
  const limited = { sample: 0.5, perSecondMax: 5, timeoutMs: 100 };

  it('has an effect where queries of GraphQL are safe by themselves', () => {
    const route = { match: 'POST /graphql', by: 'graphql', ...limited };
    expect(idlePaths('safe', route, { match: 'POST /graphql GetUser', ...limited })).toEqual([]);
  });

  it('has an effect where one of the operations only reads', () => {
    const route = { match: 'POST /rpc', by: 'jsonrpc', ...limited };
    expect(idlePaths('safe', route, { match: 'POST /rpc get', safe: true })).toEqual([]);
  });

  it('has an effect on an operation whose route only reads', () => {
    const route = { match: 'POST /rpc', by: 'jsonrpc', safe: true };
    expect(idlePaths('safe', route, { match: 'POST /rpc get', sample: 0.5 })).toEqual([]);
  });

  it('has no effect on an operation that the config excepts from its safe route', () => {
    const route = { match: 'POST /rpc', by: 'jsonrpc', safe: true };
    const operation = { match: 'POST /rpc put', safe: false, sample: 0.5 };
    expect(idlePaths('safe', route, operation)).toEqual(['routes.1.sample']);
  });

  it('has no effect where nothing says that an operation is safe', () => {
    const route = { match: 'POST /rpc', by: 'jsonrpc' };
    expect(idlePaths('safe', route, { match: 'POST /rpc get', sample: 0.5 })).toEqual([
      'routes.1.sample',
    ]);
  });
});
