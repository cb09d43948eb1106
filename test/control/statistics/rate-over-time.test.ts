import { describe, expect, it } from 'vitest';
import { confidenceSequence } from '../../../src/control/statistics/confidence-sequence.ts';
import type { Count } from '../../../src/control/statistics/confidence-sequence.ts';
import { rateOverTime } from '../../../src/control/statistics/rate-over-time.ts';
import { seededRandom } from './seeded-random.ts';
import { blocksOf, bursts, independent, sessions, sumOf, type Traffic } from './traffic.ts';

/*
 * Each simulation plays somebody who looks again and again, and counts in how many runs the candidate
 * is ever failed. The gate's 5 % are shared by six criteria.
 */
const decision = { budget: 0.01, failAlpha: 0.05 / 6, passAlpha: 0.05 };

/** After how many blocks a rate is first proven to be over the budget; null if it never is. */
function failedAfter(blocks: readonly Count[], budget: number): number | null {
  for (let ended = 1; ended <= blocks.length; ended += 1) {
    const seen = blocks.slice(0, ended);
    const { lower } = rateOverTime({ ...decision, budget, total: sumOf(seen), blocks: seen });
    if (lower > budget) return ended;
  }
  return null;
}

/** The share of runs that are failed, in at most so many blocks. */
function failedShare(
  runs: number,
  budget: number,
  blocksFor: (random: () => number) => readonly Count[],
): number {
  let failed = 0;
  for (let seed = 1; seed <= runs; seed += 1) {
    if (failedAfter(blocksFor(seededRandom(seed)), budget) !== null) failed += 1;
  }
  return failed / runs;
}

/** An hour of 20,000 exchanges, one every 200 ms: a look at every 100th, a block of every 3,000. */
function isFailedWithinTheHour(traffic: Traffic, seed: number): boolean {
  const [exchanges, lookEvery, blockSize] = [20_000, 100, 3000];
  const steps = blocksOf(traffic, seededRandom(seed), exchanges / lookEvery, () => lookEvery);
  const blocks: Count[] = [];
  let [total, block] = [sumOf([]), sumOf([])];
  for (const step of steps) {
    total = sumOf([total, step]);
    block = sumOf([block, step]);
    if (block.n === blockSize) {
      blocks.push(block);
      block = sumOf([]);
    }
    if (rateOverTime({ ...decision, total, blocks }).lower > decision.budget) return true;
  }
  return false;
}

/** 144 blocks with 600 exchanges on average, few at night and many by day. */
function dayAndNight(block: number): number {
  return Math.round(600 * (1 + 0.95 * Math.sin((2 * Math.PI * block) / 144)));
}

/** A share that is 0.2 or 0.8 for an hour of six blocks, 0.45 on average. */
function phases(random: () => number): Count[] {
  let share = 0;
  return Array.from({ length: 144 }, (_, block) => {
    if (block % 6 === 0) share = random() < 0.25 / 0.6 ? 0.8 : 0.2;
    return { k: Math.round(600 * share), n: 600 };
  });
}

describe('a rate over time', () => {
  it('is unknown without exchanges', () => {
    const none = { total: { k: 0, n: 0 }, blocks: [] };
    expect(rateOverTime({ ...none, ...decision })).toEqual({ lower: 0, upper: 1 });
  });

  it.each([4103, 4104])('has the upper end of independent exchanges without hits: %d', (n) => {
    const blocks = Array.from({ length: 4 }, () => ({ k: 0, n: 1000 }));
    const budget = 0.001;
    const { lower, upper } = rateOverTime({ ...decision, total: { k: 0, n }, blocks, budget });
    expect(lower).toBe(0);
    expect(upper).toBe(confidenceSequence({ k: 0, n }, budget, 0.05).upper);
    expect(upper < budget).toBe(n === 4104);
  });

  it('has a higher upper end if errors cluster', () => {
    const even = Array.from({ length: 20 }, () => ({ k: 2, n: 500 }));
    const clustered = even.map(({ n }, i) => ({ k: i % 10 === 0 ? 20 : 0, n }));
    const [of, than] = [clustered, even].map(
      (blocks) => rateOverTime({ ...decision, total: sumOf(blocks), blocks }).upper,
    );
    expect(of).toBeGreaterThan(1.5 * (than ?? 1));
  });
});

describe('a candidate at half the budget', () => {
  it.each([
    ['bursts', bursts(0.005)],
    ['sessions', sessions(0.005)],
  ])(
    'fails in at most 5 % of the runs within an hour of %s, judged every 100 exchanges',
    (_, traffic) => {
      let failed = 0;
      for (let seed = 1; seed <= 60; seed += 1)
        if (isFailedWithinTheHour(traffic, seed)) failed += 1;
      expect(failed / 60).toBeLessThanOrEqual(0.05);
    },
  );

  it.each([
    ['bursts', bursts(0.005), () => 600],
    ['sessions', sessions(0.005), () => 600],
    ['bursts by day and night', bursts(0.005), dayAndNight],
  ])('fails in at most 5 % of the runs within a day of %s', (_, traffic, sizeOf) => {
    const day = (random: () => number): Count[] => blocksOf(traffic, random, 144, sizeOf);
    expect(failedShare(40, 0.01, day)).toBeLessThanOrEqual(0.05);
  });

  it.each([
    ['at an even load', () => 600],
    ['by day and night', dayAndNight],
  ])(
    'fails in at most 5 % of the runs within a day of independent exchanges at the budget, %s',
    (_, sizeOf) => {
      const day = (random: () => number): Count[] =>
        blocksOf(independent(0.01), random, 144, sizeOf);
      expect(failedShare(60, 0.01, day)).toBeLessThanOrEqual(0.05);
    },
  );

  it('fails in at most 5 % of the runs with phases of an hour, with a share of 0.45 and a limit of 0.5', () => {
    expect(failedShare(100, 0.5, phases)).toBeLessThanOrEqual(0.05);
  });
});

describe('a candidate over the budget', () => {
  it('fails in at least 95 % of the runs at twice the budget within 8,000 exchanges, 100 an hour', () => {
    // 80 hours are 120 blocks of 40 minutes.
    const share = failedShare(100, 0.01, (random) =>
      blocksOf(independent(0.02), random, 120, () => 67),
    );
    expect(share).toBeGreaterThanOrEqual(0.95);
  });

  it('fails in at least 95 % of the runs with a share of 0.7 and a limit of 0.5, within 100 blocks', () => {
    const share = failedShare(60, 0.5, (random) =>
      blocksOf(independent(0.7), random, 100, () => 100),
    );
    expect(share).toBeGreaterThanOrEqual(0.95);
  });
});
