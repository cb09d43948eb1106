import { describe, expect, it } from 'vitest';
import { idleRoutePolicies } from '../../src/config/idle-route-policy.ts';
import { configSchema } from '../../src/config/schema.ts';

function idlePaths(methods: string, route: Record<string, unknown>): string[] {
  const config = configSchema.parse({
    primary: 'http://legacy.test',
    candidate: { url: 'http://new.test', ownState: true },
    mirror: { methods },
    routes: [route],
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
