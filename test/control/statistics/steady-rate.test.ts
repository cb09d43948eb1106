import { describe, expect, it } from 'vitest';
import { steadyLowerEnd } from '../../../src/control/statistics/steady-rate.ts';
import { seededRandom } from './seeded-random.ts';
import { blocksOf, bursts, independent, sessions, sumOf, type Traffic } from './traffic.ts';

/** The share of α for one of two areas, with the default of the gate. */
const alpha = 0.0125;
const times = 4.5;

/** The share of 100 runs of so many exchanges in which the rate is ever proven to be over the budget. */
function provenShare(traffic: Traffic, budget: number, exchanges: number): number {
  const [runs, perBlock] = [100, 25];
  let proven = 0;
  for (let seed = 1; seed <= runs; seed += 1) {
    const blocks = blocksOf(traffic, seededRandom(seed), exchanges / perBlock, () => perBlock);
    const isProven = blocks.some((_, last) => {
      const soFar = blocks.slice(0, last + 1);
      return steadyLowerEnd(sumOf(soFar), shortBlocks(soFar), { budget, times, alpha }) > budget;
    });
    if (isProven) proven += 1;
  }
  return proven / runs;
}

/** At most 32 of them, as the evidence has of a short run. */
function shortBlocks(blocks: readonly { readonly k: number; readonly n: number }[]) {
  let merged = [...blocks];
  while (merged.length > 32) {
    merged = merged.flatMap((_, at) => (at % 2 === 0 ? [sumOf(merged.slice(at, at + 2))] : []));
  }
  return merged;
}

describe('a constant rate of many times the budget', () => {
  it('is proven within 400 exchanges at 25 % where 5 % are allowed', () => {
    expect(provenShare(independent(0.25), 0.05, 400)).toBeGreaterThanOrEqual(0.95);
  });

  it('is proven within 75 exchanges at 25 % where 0.1 % are allowed', () => {
    expect(provenShare(independent(0.25), 0.001, 75)).toBeGreaterThanOrEqual(0.95);
  });

  it('is never proven at four times the budget', () => {
    expect(steadyLowerEnd({ k: 40_000, n: 1_000_000 }, [], { budget: 0.01, times, alpha })).toBe(0);
  });

  it('is not proven if all errors are in one of twenty blocks', () => {
    const blocks = Array.from({ length: 20 }, (_, at) => ({ k: at === 7 ? 50 : 0, n: 50 }));
    expect(steadyLowerEnd(sumOf(blocks), blocks, { budget: 0.01, times, alpha })).toBeLessThan(
      0.01,
    );
  });

  it.each<[string, Traffic]>([
    ['bursts', bursts(0.005)],
    ['sessions', sessions(0.005)],
  ])('is falsely found for %s at half of the budget in one of ten runs at most', (_, traffic) => {
    expect(provenShare(traffic, 0.01, 5_000)).toBeLessThanOrEqual(0.1);
  });
});
