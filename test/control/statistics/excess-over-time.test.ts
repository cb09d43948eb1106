import { describe, expect, it } from 'vitest';
import type { Count } from '../../../src/control/statistics/confidence-sequence.ts';
import { excessOverTime } from '../../../src/control/statistics/excess-over-time.ts';
import { pairedExcess, type PairedCounts } from '../../../src/control/statistics/paired-excess.ts';
import { seededRandom } from './seeded-random.ts';
import { blocksOf, bursts, independent, sessions, type Traffic } from './traffic.ts';

const decision = { failAlpha: 0.05 / 6, passAlpha: 0.05 };

function paired(candidate: readonly Count[], reference: readonly Count[]): PairedCounts[] {
  return candidate.map(({ k, n }, i) => ({
    n,
    candidateOnly: k,
    referenceOnly: reference[i]?.k ?? 0,
  }));
}

function sumOf(blocks: readonly PairedCounts[]): PairedCounts {
  return blocks.reduce(
    (sum, block) => ({
      n: sum.n + block.n,
      candidateOnly: sum.candidateOnly + block.candidateOnly,
      referenceOnly: sum.referenceOnly + block.referenceOnly,
    }),
    { n: 0, candidateOnly: 0, referenceOnly: 0 },
  );
}

/** The share of 40 days, looked at after every sixth block, in which the candidate is ever failed. */
function failedShare(candidate: Traffic, reference: Traffic, budget: number): number {
  let failed = 0;
  for (let seed = 1; seed <= 40; seed += 1) {
    const blocks = paired(
      blocksOf(candidate, seededRandom(seed), 144, () => 600),
      blocksOf(reference, seededRandom(1000 + seed), 144, () => 600),
    );
    for (let ended = 6; ended <= blocks.length; ended += 6) {
      const seen = blocks.slice(0, ended);
      const { lower } = excessOverTime({ ...decision, budget, total: sumOf(seen), blocks: seen });
      if (lower <= budget) continue;
      failed += 1;
      break;
    }
  }
  return failed / 40;
}

describe('an excess of errors over time', () => {
  it('is unknown without exchanges', () => {
    const none = { n: 0, candidateOnly: 0, referenceOnly: 0 };
    const excess = excessOverTime({ ...decision, budget: 0.01, total: none, blocks: [] });
    expect(excess).toEqual({ lower: -1, upper: 1 });
  });

  it('has the upper end of independent exchanges if neither side has errors', () => {
    const total = { n: 4875, candidateOnly: 0, referenceOnly: 0 };
    const { upper } = excessOverTime({ ...decision, budget: 0.001, total, blocks: [] });
    expect(upper).toBe(pairedExcess(total, 0.001, 0.05).upper);
    expect(upper).toBeLessThan(0.001);
  });

  it('is not over the budget if a bad hour affects both sides', () => {
    const blocks = Array.from({ length: 144 }, (_, i) => {
      const hits = i % 36 < 6 ? 60 : 3;
      return { n: 600, candidateOnly: hits, referenceOnly: hits };
    });
    const { lower } = excessOverTime({ ...decision, budget: 0.001, total: sumOf(blocks), blocks });
    expect(lower).toBeLessThan(0.001);
  });
});

describe('a candidate within the budget', () => {
  it.each([
    ['independent, both at 1 %', independent(0.01), independent(0.01)],
    ['independent, at the budget', independent(0.002), independent(0.001)],
    ['in bursts, both at 1 %', bursts(0.01), bursts(0.01)],
    ['in sessions, both at 1 %', sessions(0.01), sessions(0.01)],
  ])('fails in at most 5 % of the days: %s', (_, candidate, reference) => {
    expect(failedShare(candidate, reference, 0.001)).toBeLessThanOrEqual(0.05);
  });
});

describe('a candidate over the budget', () => {
  it.each([
    ['at 2 % against none, budget 0.1 %', 0.02, 0, 0.001],
    ['at 0.4 % against 0.1 %, budget 0.1 %', 0.004, 0.001, 0.001],
    ['at 3 % against 1 %, budget 1 %', 0.03, 0.01, 0.01],
  ])('fails in at least 95 % of the days: %s', (_, candidate, reference, budget) => {
    const share = failedShare(independent(candidate), independent(reference), budget);
    expect(share).toBeGreaterThanOrEqual(0.95);
  });
});
