import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { formatFault } from '../../src/config/fault.ts';
import { adjustForReplay, type ReplayGiven } from '../../src/config/replay-input.ts';
import { configSchema } from '../../src/config/schema.ts';

const given: ReplayGiven = {
  candidate: undefined,
  secondary: undefined,
  methods: undefined,
  concurrency: undefined,
  admin: undefined,
  headers: [],
};

const live = {
  listen: '127.0.0.1:8080',
  primary: { url: 'http://primary.example', metrics: 'http://primary.example/metrics' },
  candidate: { url: 'http://candidate.example', headers: { set: { Authorization: 'a' } } },
  secondary: 'self',
  store: '/var/lib/parallax.db',
  mirror: { sample: 0.1 },
  routes: [{ match: 'GET /keys', area: 'keys' }],
  gate: { defaults: { soakHours: 48 }, areas: { keys: { soakHours: 2, mismatchBudget: 0.01 } } },
};

function adjusted(more: Partial<ReplayGiven> = {}) {
  const input: Record<string, unknown> = structuredClone(live);
  adjustForReplay(input, { ...given, ...more });
  return configSchema.parse(input);
}

describe('the config of a replay', () => {
  it('asks production for nothing, saves nothing and waits for no time', () => {
    const { primary, secondary, store, mirror, gate } = adjusted();
    expect(primary).toMatchObject({ url: 'http://recorded.invalid' });
    expect(primary.metrics).toBeUndefined();
    expect([secondary, store]).toEqual([undefined, undefined]);
    expect(mirror).toMatchObject({ methods: 'safe', sample: 1 });
    expect(gate.defaults.soakHours).toBe(0);
    expect(gate.areas['keys']).toMatchObject({ soakHours: 0, mismatchBudget: 0.01 });
  });

  it('compares no databases, as that of primary is not asked', () => {
    const input: Record<string, unknown> = structuredClone({
      ...live,
      primary: { ...live.primary, database: 'postgres://primary.example/shop' },
      candidate: { ...live.candidate, database: 'postgres://candidate.example/shop' },
      gate: { ...live.gate, databases: { timeFactor: 1.2 } },
    });
    adjustForReplay(input, given);
    const { candidate, gate } = configSchema.parse(input);
    expect([candidate.database, gate.databases]).toEqual([undefined, undefined]);
  });

  it('takes what the command line says in place of what the file says', () => {
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

  it('needs a candidate', () => {
    const { faults } = loadConfig({ adjust: (input) => adjustForReplay(input, given) });
    expect((faults ?? []).map(formatFault).join()).toMatch(/candidate/);
  });
});
