import { describe, expect, it } from 'vitest';
import { configSchema } from '../../src/config/schema.ts';
import { createMirrorPolicy } from '../../src/shadow/mirror-policy.ts';
import { RouteCaps } from '../../src/shadow/route-caps.ts';
import type { Exchange } from '../../src/vocabulary/exchange.ts';
import { parseRequestHead } from '../../src/vocabulary/raw-head.ts';
import { exchangesFrom, type RequestSpec } from './exchange-fixture.ts';

function policyFor(mirror: Record<string, unknown>, instance = 'a', routes: unknown[] = []) {
  const config = configSchema.parse({
    primary: 'http://127.0.0.1:1',
    candidate: { url: 'http://127.0.0.1:2', ownState: true },
    mirror,
    routes,
  });
  const caps = new RouteCaps({ now: () => 0, random: () => 0 });
  const policy = createMirrorPolicy(config, instance, caps);
  const exchange = exchangesFrom();
  return (request: RequestSpec, overrides: Partial<Exchange> = {}) => {
    const made = exchange(request, overrides);
    return policy(made, parseRequestHead(made.request.head)).leftOut;
  };
}

/** For each of many values, whether a request with the value is mirrored. */
function sampledOf(values: number, ask: (value: number) => string | null): boolean[] {
  return Array.from({ length: values }, (_, value) => ask(value) === null);
}

describe('mirroring safe methods', () => {
  const policy = policyFor({ methods: 'safe' });

  it.each(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'QUERY'])('mirrors %s', (method) => {
    expect(policy({ method })).toBeNull();
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'LOCK', 'get'])('leaves out %s', (method) => {
    expect(policy({ method })).toBe('unsafe_method');
  });

  it.each(['X-HTTP-Method-Override', 'x-http-method', 'X-Method-Override'])(
    'leaves out a GET whose override %s makes it a DELETE',
    (name) => {
      expect(policy({ fields: ['Host', 'a', name, 'delete'] })).toBe('unsafe_method');
    },
  );

  it('leaves out a POST whose override makes it a GET', () => {
    const fields = ['X-HTTP-Method-Override', 'GET'];
    expect(policy({ method: 'POST', fields })).toBe('unsafe_method');
  });
});

describe('a request that a Parallax has already mirrored', () => {
  it.each(['GET', 'POST'])('is not mirrored again: %s', (method) => {
    const fields = ['Host', 'a', 'X-Parallax-EXCHANGE', '0a1b2c3d-1'];
    expect(policyFor({ methods: 'all' })({ method, fields })).toBe('already_mirrored');
  });
});

describe('a route that the config calls safe', () => {
  const routes = [{ match: 'POST /v1/chat/completions', safe: true }];
  const policy = policyFor({ methods: 'safe' }, 'a', routes);

  it('is mirrored among safe methods, whatever its method', () => {
    expect(policy({ method: 'POST', target: '/v1/chat/completions?trace=1' })).toBeNull();
  });

  it('leaves other routes as they are', () => {
    expect(policy({ method: 'POST', target: '/v1/images' })).toBe('unsafe_method');
  });
});

describe('a route with mirror: off', () => {
  const routes = [{ match: 'GET /health', mirror: 'off' }];

  it('is left out with the reason route_off', () => {
    expect(policyFor({}, 'a', routes)({ target: '/health' })).toBe('route_off');
  });
});

describe('a health check and a metrics path', () => {
  const routes = [
    { match: 'GET /healthz', mirror: 'off' },
    { match: '* /metrics', mirror: 'off' },
  ];
  const policy = policyFor({ methods: 'all' }, 'a', routes);

  it.each([
    ['GET', '/healthz'],
    ['GET', '/metrics'],
    ['POST', '/metrics?format=text'],
  ])('are left out by one entry each: %s %s', (method, target) => {
    expect(policy({ method, target })).toBe('route_off');
  });

  it.each(['/healthz/db', '/metrics/', '/'])('do not affect other paths: %s', (target) => {
    expect(policy({ target })).toBeNull();
  });
});

describe('a route with a cap', () => {
  const routes = [{ match: 'POST /v1/chat/completions', perSecondMax: 2, safe: true }];
  const chat = { method: 'POST', target: '/v1/chat/completions' };
  const upgrade = { ...chat, fields: ['Connection', 'Upgrade', 'Upgrade', 'websocket'] };
  const ask = (count: number, request: RequestSpec, policy = policyFor({}, 'a', routes)) =>
    Array.from({ length: count }, () => policy(request));

  it('is left out with the reason route_rate above the cap', () => {
    expect(ask(6, chat)).toEqual([null, null, null, null, null, 'route_rate']);
  });

  it('does not affect other routes', () => {
    const policy = policyFor({}, 'a', routes);
    ask(6, chat, policy);
    expect(policy({ target: '/v1/models' })).toBeNull();
  });

  it('does not count requests that are left out for another reason', () => {
    const policy = policyFor({}, 'a', routes);
    ask(9, upgrade, policy);
    expect(policy(chat)).toBeNull();
  });

  it('counts lost exchanges like all others', () => {
    const policy = policyFor({}, 'a', routes);
    ask(5, chat, policy);
    expect(policy(chat, { leftOut: 'aborted' })).toBe('route_rate');
  });
});

describe('mirroring all methods', () => {
  it('mirrors writes', () => {
    expect(policyFor({ methods: 'all' })({ method: 'DELETE' })).toBeNull();
  });
});

function reasonToLeaveOut(connection: string, upgrade: string) {
  const fields = ['Host', 'a', 'Connection', connection, 'Upgrade', upgrade];
  return policyFor({})({ fields });
}

describe('a request for another protocol', () => {
  it.each([
    ['Upgrade', 'websocket'],
    ['keep-alive, upgrade', 'h2c, websocket'],
  ])('is left out, whatever the answer: Connection: %s, Upgrade: %s', (connection, upgrade) => {
    expect(reasonToLeaveOut(connection, upgrade)).toBe('upgrade');
  });

  it.each([
    ['keep-alive', 'websocket'],
    ['Upgrade, HTTP2-Settings', 'h2c'],
  ])('is an ordinary request with Connection: %s, Upgrade: %s', (connection, upgrade) => {
    expect(reasonToLeaveOut(connection, upgrade)).toBeNull();
  });

  it('keeps its reason if the live plane has shed it', () => {
    const fields = ['Connection', 'Upgrade', 'Upgrade', 'websocket'];
    expect(policyFor({})({ fields }, { leftOut: 'aborted' })).toBe('upgrade');
  });
});

describe('an exchange that the live plane has shed', () => {
  it('is not mirrored, with the reason of the live plane', () => {
    const policy = policyFor({ methods: 'all' });
    expect(policy({ method: 'POST' }, { leftOut: 'body_too_large' })).toBe('body_too_large');
  });

  it('is no loss if policy leaves it out anyway', () => {
    const shed = { leftOut: 'body_too_large' } as const;
    expect(policyFor({ methods: 'safe' })({ method: 'POST' }, shed)).toBe('unsafe_method');
    expect(policyFor({ sample: 0 })({}, shed)).toBe('not_sampled');
  });
});

const byConnection = (policy: ReturnType<typeof policyFor>) => (connection: number) =>
  policy({}, { connection });

describe('sampling by connection', () => {
  it('mirrors about the configured share', () => {
    const sampled = sampledOf(2_000, byConnection(policyFor({ sample: 0.25 })));
    const share = sampled.filter(Boolean).length / sampled.length;
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.3);
  });

  it('decides the same for all requests of a connection', () => {
    const ask = byConnection(policyFor({ sample: 0.5 }));
    expect(sampledOf(100, ask)).toEqual(sampledOf(100, ask));
  });

  it('decides differently in another process', () => {
    const here = sampledOf(100, byConnection(policyFor({ sample: 0.5 }, 'a')));
    const there = sampledOf(100, byConnection(policyFor({ sample: 0.5 }, 'b')));
    expect(here).not.toEqual(there);
  });

  it.each([
    [0, false],
    [1, true],
  ])('mirrors all or nothing with a share of %d: %s', (sample, mirrored) => {
    const sampled = sampledOf(100, byConnection(policyFor({ sample })));
    expect(new Set(sampled)).toEqual(new Set([mirrored]));
  });
});

const byToken =
  (policy: ReturnType<typeof policyFor>, connection = 1) =>
  (token: number) =>
    policy({ fields: ['AUTHORIZATION', `Bearer ${token}`] }, { connection });

describe('sampling by a header', () => {
  const options = { sample: 0.5, sampleBy: 'Authorization' };
  it('distinguishes clients by its value', () => {
    const sampled = sampledOf(100, byToken(policyFor(options)));
    expect(new Set(sampled)).toEqual(new Set([true, false]));
  });

  it('decides the same for a client on each connection and in each process', () => {
    const here = sampledOf(100, byToken(policyFor(options, 'a'), 1));
    const there = sampledOf(100, byToken(policyFor(options, 'b'), 2));
    expect(here).toEqual(there);
  });

  it('uses the connection if the header is missing', () => {
    const policy = policyFor(options);
    const without = sampledOf(100, (connection) => policy({}, { connection }));
    expect(new Set(without)).toEqual(new Set([true, false]));
  });
});

const asking =
  (policy: ReturnType<typeof policyFor>, target: string) =>
  (connection: number): string | null =>
    policy({ target }, { connection });

describe('the sample of a route', () => {
  it.each([
    ['less', { sample: 1 }, 0.25],
    ['more', { sample: 0.05 }, 0.25],
  ])('replaces the share for all routes: %s', (_, mirror, sample) => {
    const policy = policyFor(mirror, 'a', [{ match: 'GET /rare', sample }]);
    const sampled = sampledOf(2_000, asking(policy, '/rare')).filter(Boolean).length / 2_000;
    expect(sampled).toBeCloseTo(0.25, 1);
  });

  it('does not affect other routes', () => {
    const policy = policyFor({ sample: 0.5 }, 'a', [{ match: 'GET /rare', sample: 0.01 }]);
    const plain = policyFor({ sample: 0.5 });
    expect(sampledOf(100, asking(policy, '/'))).toEqual(sampledOf(100, asking(plain, '/')));
  });

  it('selects clients of a smaller share from those of a larger share', () => {
    const policy = policyFor({ sample: 0.5 }, 'a', [{ match: 'GET /rare', sample: 0.2 }]);
    const [rare, all] = ['/rare', '/'].map((target) => sampledOf(200, asking(policy, target)));
    expect(rare?.filter((isSampled, at) => isSampled && all?.[at] !== true)).toEqual([]);
  });

  it('has the same reason as other sampling', () => {
    const policy = policyFor({}, 'a', [{ match: 'GET /rare', sample: 0.000_001 }]);
    expect(policy({ target: '/rare' })).toBe('not_sampled');
  });
});

function batchOf(calls: number, method: string): string {
  return JSON.stringify(Array.from({ length: calls }, () => ({ method })));
}

describe('a batch that is too long to be examined', () => {
  const routes = [
    { match: 'POST /rpc', by: 'jsonrpc', safe: true },
    { match: 'POST /rpc put', safe: false },
  ];

  it.each([
    [100, 'get', null],
    [100, 'put', 'unsafe_method'],
    [101, 'put', 'unsafe_method'],
  ])('is not safe although its route is: %i calls of %s', (calls, method, leftOut) => {
    const policy = policyFor({ methods: 'safe' }, 'a', routes);
    const body = batchOf(calls, method);
    expect(policy({ method: 'POST', target: '/rpc', body })).toBe(leftOut);
  });
});
