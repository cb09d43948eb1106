import { describe, expect, it } from 'vitest';
import {
  resourceBlocksMin,
  resourcesCriterion,
} from '../../../src/control/gate/resources-criterion.ts';
import { addValue, type Side, sumsAt } from '../../../src/vocabulary/side-sums.ts';
import { type Watched, watchedKey } from '../../../src/vocabulary/watched.ts';
import { seededRandom } from '../statistics/seeded-random.ts';

const lengthMs = 10_000;
const policy = { cpuFactor: 1.2, memoryFactor: 1.5, memoryGrowth: 0.1, factors: {}, lengthMs };
const alpha = 0.05 / 4 / 7;

interface Model {
  readonly blocks?: number;
  readonly requests?: number | ((block: number) => number);
  /** In a block, of a side; null where it was not read. */
  readonly memory?: (side: Side, block: number) => number | null;
  readonly cpu?: (side: Side, block: number) => number | null;
}

/** The result for samples in blocks from the first on, judged in the last one. */
function judged({ blocks = 144, requests = 100, ...model }: Model, nowBlock = blocks) {
  const watched: Watched = new Map();
  const { memory = () => 1e8, cpu = () => 1 } = model;
  const add = (name: string, index: number, side: Side, value: number | null): void => {
    if (value === null) return;
    const key = watchedKey({ kind: 'resource', name, block: { lengthMs, index } });
    addValue(sumsAt(watched, key)[side], value);
  };
  for (let index = 0; index < blocks; index += 1) {
    const served = typeof requests === 'number' ? requests : requests(index);
    for (const side of ['primary', 'candidate'] as const) {
      add('level memory', index, side, memory(side, index));
      const used = cpu(side, index);
      add('work cpu', index, side, used);
      add('work requests', index, side, used === null ? null : served);
    }
  }
  return resourcesCriterion({ watched, policy, alpha, nowMs: nowBlock * lengthMs });
}

const ofCandidate = (side: Side, value: number, other: number): number =>
  side === 'candidate' ? value : other;

/** Noise that persists for a while, such as that of garbage collection and load. */
function noise(seed: number, deviation: number): () => number {
  const random = seededRandom(seed);
  let state = 0;
  return () => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    state = 0.6 * state + deviation * normal;
    return Math.exp(state);
  };
}

describe('the criterion resources', () => {
  it('passes deployments with equal resources', () => {
    expect(judged({}).result).toBe('pass');
  });

  it('fails a candidate with twice the CPU time per exchange', () => {
    const found = judged({ cpu: (side) => ofCandidate(side, 2, 1) });
    expect(found).toMatchObject({ result: 'fail', area: null });
    expect(found.reason).toMatch(/^cpu per exchange: the candidate's is 2 times/);
  });

  it('fails a candidate with twice the memory', () => {
    const found = judged({ memory: (side) => ofCandidate(side, 2e8, 1e8) });
    expect(found.result).toBe('fail');
    expect(found.reason).toMatch(/^memory: the candidate's is 2 times/);
  });

  it('fails a candidate with growing memory, although it has less than primary', () => {
    const found = judged({
      memory: (side, block) => ofCandidate(side, 2e7 * (1 + block / 60), 1e8),
    });
    expect(found.result).toBe('fail');
    expect(found.reason).toMatch(/^memory: the candidate's grew by/);
  });

  it('passes a candidate whose memory grows like that of primary', () => {
    expect(judged({ memory: (_, block) => 1e8 * (1 + block / 60) }).result).toBe('pass');
  });

  it('passes a candidate with stable memory while that of primary shrinks', () => {
    const found = judged({
      memory: (side, block) => ofCandidate(side, 1e8, 1e8 * (1 - block / 400)),
    });
    expect(found.result).toBe('pass');
  });

  it('passes a candidate with a full cache', () => {
    const found = judged({
      memory: (side, block) => ofCandidate(side, 1e8 * (1 + Math.min(0.3, block / 60)), 1e8),
    });
    expect(found.result).toBe('pass');
  });

  it('does not pass before there are enough blocks', () => {
    // The first six and the current one are left out.
    expect(judged({ blocks: resourceBlocksMin + 6 }).result).toBe('inconclusive');
    expect(judged({ blocks: resourceBlocksMin + 7 }).result).toBe('pass');
  });

  it('does not pass resources over the budget without a proof', () => {
    const found = judged({ blocks: 40, cpu: (side) => ofCandidate(side, 1.5, 1) });
    expect(found.result).toBe('inconclusive');
    expect(found.reason).toContain('That is not proof yet.');
  });

  it('does not pass while it cannot read the metrics of a deployment', () => {
    const found = judged({}, 148);
    expect(found.result).toBe('inconclusive');
    expect(found.reason).toContain('the metrics of the candidate were last read 40 s ago');
  });

  it('does not pass if one deployment lacks a resource', () => {
    const found = judged({ cpu: (side) => (side === 'candidate' ? null : 1) });
    expect(found.result).toBe('inconclusive');
    expect(found.reason).toContain('cpu: it is not in the metrics of the candidate');
  });

  it.each(['memory', 'cpu'] as const)('does not judge %s that is always 0', (resource) => {
    for (const zero of ['primary', 'candidate'] as const) {
      const found = judged({ [resource]: (side: Side) => (side === zero ? 0 : 1e8) });
      expect(found.result).toBe('inconclusive');
      expect(found.reason).toContain(
        `${resource}: it is not in the metrics of the ${zero}, or always 0`,
      );
    }
  });

  it('does not pass if memory becomes 0', () => {
    const found = judged({
      memory: (side, block) => ofCandidate(side, block < 140 ? 1e8 : 0, 1e8),
    });
    expect(found.result).toBe('inconclusive');
    expect(found.reason).toContain(
      'memory: it was last read from both deployments 40 s ago or earlier.',
    );
  });

  it('passes while idle deployments use no measurable CPU time', () => {
    const found = judged({
      requests: (block) => (block < 100 ? 100 : 1),
      cpu: (_, block) => (block < 100 ? 1 : 0),
    });
    expect(found.result).toBe('pass');
  });

  it('does not pass if a resource disappears from the metrics', () => {
    const found = judged({
      cpu: (side, block) => (side === 'candidate' && block >= 140 ? null : 1),
    });
    expect(found.result).toBe('inconclusive');
    expect(found.reason).toBe('cpu: it was last read from both deployments 40 s ago or earlier.');
  });

  it('passes while there is almost no traffic for a while', () => {
    expect(judged({ requests: (block) => (block < 100 ? 100 : 1) }).result).toBe('pass');
  });

  it('does not pass if one deployment was read in less than half of the blocks', () => {
    const found = judged({
      memory: (side, block) => (side === 'candidate' && block % 3 > 0 ? null : 1e8),
    });
    expect(found.result).toBe('inconclusive');
  });

  it('does not judge CPU time with almost no traffic', () => {
    const found = judged({ requests: 3, cpu: (side) => ofCandidate(side, 5, 1) });
    expect(found.result).toBe('inconclusive');
  });

  it('fails equal deployments with noise no more often than its error', () => {
    let failures = 0;
    for (let seed = 0; seed < 300; seed += 1) {
      const of = {
        primary: { memory: noise(seed * 4, 0.15), cpu: noise(seed * 4 + 1, 0.15) },
        candidate: { memory: noise(seed * 4 + 2, 0.15), cpu: noise(seed * 4 + 3, 0.15) },
      };
      const memory = (side: Side): number => 1e8 * of[side].memory();
      const found = judged({ memory, cpu: (side) => of[side].cpu() });
      if (found.result === 'fail') failures += 1;
    }
    expect(failures).toBe(0);
  });

  it('detects a leak and twice the CPU time with the same noise', () => {
    for (let seed = 0; seed < 20; seed += 1) {
      const of = { primary: noise(seed * 2, 0.05), candidate: noise(seed * 2 + 1, 0.05) };
      const leak = judged({
        memory: (side, block) => of[side]() * ofCandidate(side, 1 + block / 60, 1),
      });
      const slow = judged({ cpu: (side) => of[side]() * ofCandidate(side, 2, 1) });
      expect([leak.result, slow.result]).toEqual(['fail', 'fail']);
    }
  });
});
