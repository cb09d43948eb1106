import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRouteTable } from '../../src/config/route-table.ts';
import type { RouteConfig } from '../../src/config/schema.ts';

function tableOf(routes: readonly RouteConfig[] = [], routesMax = 500) {
  return createRouteTable({ routes: [...routes], routesMax });
}

function routeOf(method: string, target: string, ...matches: string[]): string {
  return tableOf(matches.map((match) => ({ match }))).routeOf(method, target).route;
}

describe('routes from the config', () => {
  it('match a path segment by segment', () => {
    expect(routeOf('GET', '/api/keys/vk_1', 'GET /api/keys/{id}')).toBe('GET /api/keys/{id}');
  });

  it('have their area', () => {
    const table = tableOf([{ match: 'GET /api/keys/{id}', area: 'virtual-keys' }]);
    expect(table.routeOf('GET', '/api/keys/7')).toEqual({
      route: 'GET /api/keys/{id}',
      area: 'virtual-keys',
    });
  });

  it('are in the area (none) by default', () => {
    expect(tableOf([{ match: 'GET /health' }]).routeOf('GET', '/health').area).toBe('(none)');
  });

  it('do not depend on the query or the fragment', () => {
    expect(routeOf('GET', '/api/keys?limit=3&x=/y', 'GET /api/keys')).toBe('GET /api/keys');
    expect(routeOf('GET', '/api/keys#top', 'GET /api/keys')).toBe('GET /api/keys');
  });

  it('match an absolute target by its path', () => {
    expect(routeOf('GET', 'http://example.test:80/api/keys?x', 'GET /api/keys')).toBe(
      'GET /api/keys',
    );
  });

  it('match a percent-encoded path by its decoded form', () => {
    expect(routeOf('GET', '/%61pi/keys', 'GET /api/keys')).toBe('GET /api/keys');
  });

  it.each(['/caf%C3%A9/a%20b', '/caf%c3%a9/%61%20b'])(
    'may be percent-encoded in the config: %s',
    (target) => {
      expect(routeOf('GET', target, 'GET /caf%C3%A9/a%20b')).toBe('GET /caf%C3%A9/a%20b');
    },
  );

  it('match any method with *, also an unknown one', () => {
    expect(routeOf('FROBNICATE', '/rpc', '* /rpc')).toBe('* /rpc');
  });

  it('may have text around a placeholder', () => {
    expect(routeOf('GET', '/logs/2026.csv', 'GET /logs/{day}.csv')).toBe('GET /logs/{day}.csv');
    expect(routeOf('GET', '/logs/.csv', 'GET /logs/{day}.csv')).not.toBe('GET /logs/{day}.csv');
  });

  it('have placeholders that match no empty segment', () => {
    expect(routeOf('GET', '/api/keys/', 'GET /api/keys/{id}')).toBe('GET /api/keys/');
  });

  describe('that match the same path', () => {
    it.each([
      ['a literal before a placeholder', '/keys/stats', 'GET /keys/stats'],
      ['by the earlier segment', '/keys/7/usage', 'GET /keys/{id}/usage'],
      ['a method before *', '/keys/7', 'GET /keys/{id}'],
      ['by the longer literal text', '/files/a.json', 'GET /files/{name}.json'],
    ])('are chosen by precedence: %s', (_, target, route) => {
      const matches = [
        '* /keys/{id}',
        'GET /{kind}/stats',
        'GET /{kind}/7/usage',
        'GET /keys/{id}/usage',
        'GET /keys/{id}',
        'GET /keys/stats',
        'GET /files/{name}',
        'GET /files/{name}.json',
      ];
      expect(routeOf('GET', target, ...matches)).toBe(route);
      expect(routeOf('GET', target, ...matches.reverse())).toBe(route);
    });

    it('include the less specific one if the more specific has another method', () => {
      expect(routeOf('GET', '/keys/stats', 'POST /keys/stats', 'GET /keys/{id}')).toBe(
        'GET /keys/{id}',
      );
    });
  });
});

describe('a path that no configured route matches', () => {
  it.each([
    ['/api/keys/42', '/api/keys/{id}'],
    ['/api/keys/3f2b8c1e-9d4a-4e6b-8f21-0a1b2c3d4e5f/usage', '/api/keys/{id}/usage'],
    ['/commits/9fceb02d', '/commits/{id}'],
    ['/commits/9fceb02d0ae598e95dc970b74767f19372d61af8', '/commits/{id}'],
    ['/logs/2026-11-23', '/logs/{id}'],
    ['/orders/order-123', '/orders/{id}'],
    ['/keys/vk_8f3kd92m', '/keys/{id}'],
    ['/files/dQw4w9WgXcQ7zLkP2mNvB', '/files/{id}'],
    ['/t/QwErTyUiOpAsDfGhJkLzXc', '/t/{id}'],
    ['/users/jane%40example.test', '/users/jane@example.test'],
    ['/caf%C3%A9', '/{id}'],
    ['/x/%ZZ', '/x/{id}'],
    ['/x/{id}', '/x/{id}'],
    ['/x/<script>', '/x/{id}'],
    [`/x/${'a'.repeat(65)}`, '/x/{id}'],
    ['/', '/'],
    ['//', '//'],
    ['/v1/chat/completions', '/v1/chat/completions'],
    ['/api/v2/oauth2/token', '/api/v2/oauth2/token'],
    ['/api/getUserNotificationSettings', '/api/getUserNotificationSettings'],
    ['/virtual-key-rotation-policies', '/virtual-key-rotation-policies'],
    ['/static/app.css', '/static/app.css'],
    ['/facade/decade', '/facade/decade'],
  ])('has parameters in place of ids: %s becomes %s', (target, template) => {
    expect(routeOf('GET', target)).toBe(`GET ${template}`);
  });

  it('is in the area (none)', () => {
    expect(tableOf().routeOf('GET', '/x').area).toBe('(none)');
  });

  it('becomes (other) after routesMax templates, which stay', () => {
    const table = tableOf([{ match: 'GET /configured' }], 2);
    const routes = ['/a', '/b', '/c', '/configured', '/a'].map(
      (target) => table.routeOf('GET', target).route,
    );
    expect(routes).toEqual(['GET /a', 'GET /b', '(other)', 'GET /configured', 'GET /a']);
  });

  it.each([
    ['an unknown method', 'FROBNICATE', '/x'],
    ['an unknown method for the whole server', 'FROBNICATE', '*'],
    ['a method in lower case, which is another method', 'get', '/x'],
    ['no path', 'GET', 'x'],
    ['nothing at all', '', ''],
    ['a path of more than 24 segments', 'GET', '/a'.repeat(25)],
    ['a path of more than 2048 characters', 'GET', `/${'a/'.repeat(2)}${'b'.repeat(2048)}`],
  ])('is (other) for %s', (_, method, target) => {
    expect(routeOf(method, target)).toBe('(other)');
  });

  it('becomes the whole server for the asterisk form', () => {
    expect(routeOf('OPTIONS', '*')).toBe('OPTIONS *');
  });
});

describe('a path segment that is a known identity', () => {
  const table = tableOf([{ match: 'GET /api/teams/{team}' }], 2);

  it.each([
    ['/api/articles/how-to', { ids: 0, slugs: 0b100 }, 'GET /api/articles/{slug}'],
    ['/api/articles/how-to-2024', { ids: 0, slugs: 0b100 }, 'GET /api/articles/{slug}'],
    ['/api/notes/abc', { ids: 0b100, slugs: 0 }, 'GET /api/notes/{id}'],
    ['/api/teams/blue', { ids: 0, slugs: 0b100 }, 'GET /api/teams/{team}'],
    ['/api/articles/other', { ids: 0, slugs: 0b100 }, 'GET /api/articles/{slug}'],
  ])('is a parameter, within the limit of routes: %s', (target, known, route) => {
    expect(table.routeOf('GET', target, known).route).toBe(route);
  });

  it('has one route for any number of slugs', () => {
    const names = Array.from({ length: 50 }, (_, at) => {
      return table.routeOf('GET', `/api/articles/a-${'b'.repeat(at)}`, { ids: 0, slugs: 4 }).route;
    });
    expect(new Set(names)).toEqual(new Set(['GET /api/articles/{slug}']));
  });
});

describe('the set of route names', () => {
  it('is limited whatever clients request, with one name for the same request', () => {
    const table = tableOf([{ match: 'GET /api/keys/{id}' }], 20);
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.constantFrom('GET', 'POST', 'X'), fc.webPath(), (method, target) => {
        const { route } = table.routeOf(method, target);
        seen.add(route);
        expect(table.routeOf(method, target).route).toBe(route);
      }),
      { seed: 7, numRuns: 2000 },
    );
    expect(seen.size).toBeLessThanOrEqual(22);
  });

  it('contains only printable ASCII without quotes and angle brackets', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (path) => {
        expect(tableOf().routeOf('GET', `/${path}`).route).toMatch(/^[!#-;=?-~ ]+$/);
      }),
      { seed: 7 },
    );
  });

  it('stays the same after more different paths than the cache has', () => {
    const table = tableOf([{ match: 'GET /api/keys/{id}' }]);
    for (let i = 0; i < 10_000; i += 1) table.routeOf('GET', `/api/keys/${i}`);
    expect(table.routeOf('GET', '/api/keys/1').route).toBe('GET /api/keys/{id}');
  });
});
