import { describe, expect, it } from 'vitest';
import { warmupBlocks } from '../../../src/control/block-length.ts';
import type { DatabaseSample } from '../../../src/control/databases/database-sample.ts';
import {
  createDatabaseSampler,
  type DatabaseSamplerOptions,
} from '../../../src/control/databases/database-sampler.ts';
import type { Epoch } from '../../../src/control/epoch.ts';
import { createLogger } from '../../../src/log.ts';
import { emptyEvidence, type Evidence } from '../../../src/vocabulary/evidence.ts';
import { addValue, sumsAt } from '../../../src/vocabulary/side-sums.ts';
import { watchedKey, watchedNamed } from '../../../src/vocabulary/watched.ts';
import { comparisonOf } from '../comparison-fixture.ts';

const lengthMs = 2000;

function epochOf(key: string): Epoch {
  return { key, startedAtMs: 0 } as Epoch;
}

interface Shared {
  readonly epoch: Epoch;
  readonly of: Evidence;
}

function kept(evidence: Shared): DatabaseSamplerOptions['evidence'] {
  return {
    get epoch() {
      return evidence.epoch;
    },
    current: () => evidence.of,
    noteWatched: (name, side, value, n) =>
      addValue(sumsAt(evidence.of.watched, watchedKey(name))[side], value, n),
  };
}

function sampleOf(calls: number, more: Partial<DatabaseSample> = {}): DatabaseSample {
  return {
    server: '1',
    isReplica: false,
    statements: new Map([['1', { calls, timeMs: 0, rows: 0 }]]),
    shapes: new Map([['1', 'select ?']]),
    tables: new Map(),
    counters: null,
    connections: 1,
    dropped: 0,
    resetAt: null,
    ...more,
  };
}

/** A sampler of servers that do one statement between two readings. */
function sampler() {
  const evidence = { of: emptyEvidence(), epoch: epochOf('v1') };
  let server = '1';
  let nowMs = 0;
  let calls = 0;
  let dropped = 0;
  let resets = 0;
  const read = (): Promise<DatabaseSample> =>
    Promise.resolve(sampleOf(calls, { server, dropped, resetAt: String(resets) }));
  const created = createDatabaseSampler({
    primary: read,
    candidate: read,
    asksPrimaryAgain: false,
    evidence: kept(evidence),
    isOwn: () => Promise.resolve(true),
    everyMs: 1000,
    lengthMs,
    log: createLogger('control', 'silent'),
    now: () => nowMs,
  });
  return {
    restart: () => (server += '1'),
    /** Another version answers; its evidence is another one. */
    change(version: string) {
      evidence.epoch = epochOf(version);
      evidence.of = emptyEvidence();
    },
    /** @param each how often a server drops or resets statements between two readings */
    async run(blocks: number, each: { readonly drops?: number; readonly resets?: number } = {}) {
      const end = nowMs + blocks * lengthMs;
      for (; nowMs < end; nowMs += 1000) {
        await created.sample();
        created.note(comparisonOf());
        calls += 1;
        dropped += each.drops ?? 0;
        resets += each.resets ?? 0;
      }
    },
    /** In order, of statements that were counted. */
    blocks: () =>
      [...evidence.of.watched.keys()].flatMap((key) => {
        const named = watchedNamed(key);
        return named?.name === 'statements' && named.block !== null ? [named.block.index] : [];
      }),
  };
}

describe('a sampler of two databases', () => {
  it('counts by block of time from its start', async () => {
    const under = sampler();
    await under.run(4);
    expect(under.blocks()).toEqual([0, 1, 2, 3]);
  });

  it.each(['drops', 'resets'])(
    'does not judge a time in which a server %s statements',
    async (what) => {
      const under = sampler();
      await under.run(4);
      await under.run(3, { [what]: 1 });
      await under.run(2);
      expect(under.blocks()).toEqual([0, 1, 2, 3, 4, 7, 8]);
    },
  );

  it('does not judge the warm-up of a version that has returned', async () => {
    const under = sampler();
    await under.run(20);
    under.change('v0');
    await under.run(20);
    expect(Math.min(...under.blocks())).toBe(20 + warmupBlocks);
  });

  it('does not judge the warm-up of a restarted server', async () => {
    const under = sampler();
    await under.run(4);
    under.restart();
    await under.run(10);
    expect(under.blocks()).toEqual([0, 1, 2, 3, 10, 11, 12, 13]);
  });
});

describe('two hubs with one store', () => {
  it('count each statement once, whichever of them owns the first partition', async () => {
    const evidence: Shared = { of: emptyEvidence(), epoch: epochOf('v1') };
    let calls = 0;
    let nowMs = 0;
    let owner = 'a';
    const read = (): Promise<DatabaseSample> => Promise.resolve(sampleOf(calls));
    const hubs = ['a', 'b'].map((name) =>
      createDatabaseSampler({
        primary: read,
        candidate: read,
        asksPrimaryAgain: false,
        evidence: kept(evidence),
        isOwn: () => Promise.resolve(owner === name),
        everyMs: 1000,
        lengthMs,
        log: createLogger('control', 'silent'),
        now: () => nowMs,
      }),
    );
    for (owner of ['a', 'b', 'a']) {
      for (let second = 0; second < 10; second += 1) {
        nowMs += 1000;
        for (const hub of hubs) {
          await hub.sample();
          hub.note(comparisonOf());
          calls += 3;
        }
      }
    }
    const { primary, candidate } = evidence.of.watched.get(
      watchedKey({ kind: 'database', name: 'statements', block: null }),
    )!;
    // The first reading of each owner has no previous one to compare with.
    const exchanges = 3 * 9 * hubs.length;
    expect(primary).toEqual({ n: exchanges, whole: 3 * exchanges, nano: 0 });
    expect(candidate).toEqual(primary);
  });
});
