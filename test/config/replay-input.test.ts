import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { formatFault } from '../../src/config/fault.ts';
import {
  adjustForAsking,
  adjustForReplay,
  nothingGiven,
  type ReplayGiven,
} from '../../src/config/replay-input.ts';
import { configSchema } from '../../src/config/schema.ts';

const live = {
  listen: '127.0.0.1:8080',
  primary: {
    url: 'http://primary.example',
    metrics: 'http://primary.example/metrics',
    database: 'postgres://parallax@primary.example/app',
  },
  candidate: {
    url: 'http://candidate.example',
    headers: { set: { Authorization: 'a' } },
    metrics: 'http://candidate.example/metrics',
    database: 'postgres://parallax@candidate.example/app',
  },
  secondary: 'self',
  store: '/var/lib/parallax.db',
  record: '/var/lib/parallax/traffic.recording',
  mirror: { sample: 0.1 },
  routes: [{ match: 'GET /keys', area: 'keys' }],
  gate: {
    defaults: { soakHours: 48 },
    areas: { keys: { soakHours: 2, mismatchBudget: 0.01 } },
    databases: { statementsFactor: 1.5 },
  },
};

function adjusted(more: Partial<ReplayGiven> = {}) {
  const input: Record<string, unknown> = structuredClone(live);
  adjustForReplay(input, { ...nothingGiven, ...more });
  return configSchema.parse(input);
}

describe('the config of a replay', () => {
  it('has no address of production, saves nothing and needs no soak', () => {
    const { primary, candidate, secondary, store, record, mirror, gate } = adjusted();
    expect(primary).toMatchObject({ url: 'http://recorded.invalid' });
    expect([primary, candidate].flatMap((one) => [one.metrics, one.database])).toEqual(
      Array.from({ length: 4 }),
    );
    expect([secondary, store, record, gate.databases]).toEqual(Array.from({ length: 4 }));
    expect(mirror).toMatchObject({ methods: 'safe', sample: 1 });
    expect(gate.defaults.soakHours).toBe(0);
    expect(gate.areas['keys']).toMatchObject({ soakHours: 0, mismatchBudget: 0.01 });
  });

  it('neither samples nor caps a route', () => {
    const limited = { ...live.routes[0], sample: 0.1, perSecondMax: 5, timeoutMs: 700 };
    const input: Record<string, unknown> = { ...structuredClone(live), routes: [limited] };
    adjustForReplay(input, nothingGiven);
    const [route] = configSchema.parse(input).routes;
    expect(route).toMatchObject({ match: 'GET /keys', timeoutMs: 700 });
    expect([route?.sample, route?.perSecondMax]).toEqual([undefined, undefined]);
  });

  it('has options of the command line in place of those of the file', () => {
    const { candidate, secondary, mirror } = adjusted({
      candidate: 'http://127.0.0.1:9',
      secondary: 'http://127.0.0.1:10',
      methods: 'all',
      headers: [['authorization', 'Bearer b']],
    });
    expect(candidate).toMatchObject({ url: 'http://127.0.0.1:9', ownState: true });
    expect(candidate.headers?.set).toEqual({ authorization: { text: 'Bearer b', isSecret: true } });
    expect(secondary).toMatchObject({ url: 'http://127.0.0.1:10', ownState: true });
    expect(mirror.methods).toBe('all');
  });

  it('sends the given headers to the secondary, too', () => {
    const { secondary } = adjusted({
      secondary: 'http://127.0.0.1:10',
      headers: [['Authorization', 'Bearer b']],
    });
    expect(secondary).toMatchObject({
      headers: { set: { Authorization: { text: 'Bearer b', isSecret: true } } },
    });
  });

  it('needs a candidate', () => {
    const { faults } = loadConfig({ adjust: (input) => adjustForReplay(input, nothingGiven) });
    expect((faults ?? []).map(formatFault).join()).toMatch(/candidate/);
  });
});

describe('the config for asking primary in a replay', () => {
  it('has primary as its candidate, the given credentials, and no keys about comparison', () => {
    const input: Record<string, unknown> = structuredClone({
      ...live,
      primary: { ...live.primary, hostHeader: 'upstream', connectTimeoutMs: 500 },
      compare: { ignore: ['$.a'] },
      routes: [{ match: 'GET /keys', area: 'keys', compare: { ignore: ['$.b'] } }],
      identities: { pin: [{ primary: 'a-1', candidate: 'b-1' }] },
    });
    adjustForAsking(input, {
      ...nothingGiven,
      primary: 'http://primary.staging',
      candidate: 'http://candidate.staging',
      methods: 'all',
      headers: [['Authorization', 'b']],
    });
    const { primary, candidate, secondary, compare, routes, identities } =
      configSchema.parse(input);
    expect(primary.url).toBe('http://recorded.invalid');
    expect(candidate).toMatchObject({
      url: 'http://primary.staging',
      hostHeader: 'upstream',
      ownState: true,
      headers: { set: { Authorization: { text: 'b' } } },
    });
    expect(secondary).toBeUndefined();
    expect([compare.ignore, routes[0]?.compare, identities.pin]).toEqual([[], undefined, []]);
  });
});
