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

/** For each of many values, whether what carries it is mirrored. */
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
    'leaves out a GET that %s makes a DELETE',
    (name) => {
      expect(policy({ fields: ['Host', 'a', name, 'delete'] })).toBe('unsafe_method');
    },
  );

  it('leaves out a POST that a field calls a GET', () => {
    const fields = ['X-HTTP-Method-Override', 'GET'];
    expect(policy({ method: 'POST', fields })).toBe('unsafe_method');
  });
});

describe('a request that a Parallax has mirrored', () => {
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

  it('is left out for that reason', () => {
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
  ])('are left out in one line each: %s %s', (method, target) => {
    expect(policy({ method, target })).toBe('route_off');
  });

  it.each(['/healthz/db', '/metrics/', '/'])('leave other paths as they are: %s', (target) => {
    expect(policy({ target })).toBeNull();
  });
});

describe('a route with a cap', () => {
  const routes = [{ match: 'POST /v1/chat/completions', perSecondMax: 2, safe: true }];
  const chat = { method: 'POST', target: '/v1/chat/completions' };
  const upgrade = { ...chat, fields: ['Connection', 'Upgrade', 'Upgrade', 'websocket'] };
  const ask = (count: number, request: RequestSpec, policy = policyFor({}, 'a', routes)) =>
    Array.from({ length: count }, () => policy(request));

  it('is left out for that reason once the cap is reached', () => {
    expect(ask(6, chat)).toEqual([null, null, null, null, null, 'route_rate']);
  });

  it('leaves other routes alone', () => {
    const policy = policyFor({}, 'a', routes);
    ask(6, chat, policy);
    expect(policy({ target: '/v1/models' })).toBeNull();
  });

  it('takes nothing for what is not sent on anyway', () => {
    const policy = policyFor({}, 'a', routes);
    ask(9, upgrade, policy);
    expect(policy(chat)).toBeNull();
  });

  it('counts what was lost as it counts all else', () => {
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
  ])('is none: Connection: %s, Upgrade: %s', (connection, upgrade) => {
    expect(reasonToLeaveOut(connection, upgrade)).toBeNull();
  });

  it('is no loss if the live plane has shed it', () => {
    const fields = ['Connection', 'Upgrade', 'Upgrade', 'websocket'];
    expect(policyFor({})({ fields }, { leftOut: 'aborted' })).toBe('upgrade');
  });
});

describe('an exchange that the live plane has shed', () => {
  it('is not mirrored, for the same reason', () => {
    const policy = policyFor({ methods: 'all' });
    expect(policy({ method: 'POST' }, { leftOut: 'body_too_large' })).toBe('body_too_large');
  });

  it('is no loss if it was not to be mirrored anyway', () => {
    const shed = { leftOut: 'body_too_large' } as const;
    expect(policyFor({ methods: 'safe' })({ method: 'POST' }, shed)).toBe('unsafe_method');
    expect(policyFor({ sample: 0 })({}, shed)).toBe('not_sampled');
  });
});

const byConnection = (policy: ReturnType<typeof policyFor>) => (connection: number) =>
  policy({}, { connection });

describe('sampling by connection', () => {
  it('mirrors about the share that was asked for', () => {
    const sampled = sampledOf(2_000, byConnection(policyFor({ sample: 0.25 })));
    const share = sampled.filter(Boolean).length / sampled.length;
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.3);
  });

  it('decides alike for all requests of a connection', () => {
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
  ])('a share of %d means: %s, for everyone', (sample, mirrored) => {
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

  it('decides alike for a client on every connection and in every process', () => {
    const here = sampledOf(100, byToken(policyFor(options, 'a'), 1));
    const there = sampledOf(100, byToken(policyFor(options, 'b'), 2));
    expect(here).toEqual(there);
  });

  it('goes by the connection if there is no such header', () => {
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
  ])('counts in place of that of all: %s', (_, mirror, sample) => {
    const policy = policyFor(mirror, 'a', [{ match: 'GET /rare', sample }]);
    const sampled = sampledOf(2_000, asking(policy, '/rare')).filter(Boolean).length / 2_000;
    expect(sampled).toBeCloseTo(0.25, 1);
  });

  it('leaves other routes with that of all', () => {
    const policy = policyFor({ sample: 0.5 }, 'a', [{ match: 'GET /rare', sample: 0.01 }]);
    const plain = policyFor({ sample: 0.5 });
    expect(sampledOf(100, asking(policy, '/'))).toEqual(sampledOf(100, asking(plain, '/')));
  });

  it('takes the clients of a smaller share from those of a larger one', () => {
    const policy = policyFor({ sample: 0.5 }, 'a', [{ match: 'GET /rare', sample: 0.2 }]);
    const [rare, all] = ['/rare', '/'].map((target) => sampledOf(200, asking(policy, target)));
    expect(rare?.filter((isSampled, at) => isSampled && all?.[at] !== true)).toEqual([]);
  });

  it('is left out under the reason of every sample', () => {
    const policy = policyFor({}, 'a', [{ match: 'GET /rare', sample: 0.000_001 }]);
    expect(policy({ target: '/rare' })).toBe('not_sampled');
  });
});

function batchOf(calls: number, method: string): string {
  return JSON.stringify(Array.from({ length: calls }, () => ({ method })));
}

describe('a batch that is too long to be looked into', () => {
  const routes = [
    { match: 'POST /rpc', by: 'jsonrpc', safe: true },
    { match: 'POST /rpc put', safe: false },
  ];

  it.each([
    [100, 'get', null],
    [100, 'put', 'unsafe_method'],
    [101, 'put', 'unsafe_method'],
  ])('is not safe as its route is: %i calls of %s', (calls, method, leftOut) => {
    const policy = policyFor({ methods: 'safe' }, 'a', routes);
    const body = batchOf(calls, method);
    expect(policy({ method: 'POST', target: '/rpc', body })).toBe(leftOut);
  });
});
