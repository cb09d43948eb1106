import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockRatio, type RatioBlock } from '../../../src/control/statistics/block-ratio.ts';
import { jitter, seededRandom } from './seeded-random.ts';

const decision = { factor: 1.5, failAlpha: 0.01, passAlpha: 0.05 };

interface Kind {
  readonly ratio: number;
  /** The standard deviation of the logarithm of a block's ratio. */
  readonly spread: number;
  /** How closely a block follows the one before it. */
  readonly correlation?: number;
}

function blocksOf(count: number, seed: number, kind: Kind): RatioBlock[] {
  const { ratio, spread, correlation = 0 } = kind;
  const random = seededRandom(seed);
  let deviation = 0;
  return Array.from({ length: count }, () => {
    const fresh = Math.log(jitter(random, spread)) * Math.sqrt(1 - correlation ** 2);
    deviation = correlation * deviation + fresh;
    const per = 50 + Math.floor(100 * random());
    const candidate = { sum: 10 * per * ratio * Math.exp(deviation), per };
    return { primary: { sum: 10 * per, per }, candidate };
  });
}

function shareProven(runs: number, blocks: number, kind: Kind): number {
  const proven = Array.from({ length: runs }, (_, seed) => {
    return blockRatio(blocksOf(blocks, seed, kind), decision).isProven;
  });
  return proven.filter(Boolean).length / runs;
}

const side = fc.record({
  sum: fc.double({ min: 0, max: 1e9, noNaN: true }),
  per: fc.integer({ min: 0, max: 1e6 }),
});
const someBlocks = fc.array(fc.record({ primary: side, candidate: side }), { maxLength: 40 });

describe('the ratio of two sums over blocks of time', () => {
  it('knows nothing without a block in which both sides served something', () => {
    const blocks = [{ primary: { sum: 5, per: 0 }, candidate: { sum: 900, per: 9 } }];
    const nothing = { isProven: false, lower: 0, estimate: null, upper: Infinity };
    expect(blockRatio(blocks, decision)).toEqual(nothing);
  });

  it('proves 26 times as much within 30 blocks', () => {
    const blocks = blocksOf(30, 1, { ratio: 26, spread: 0.3 });
    expect(blockRatio(blocks, decision)).toMatchObject({ isProven: true });
  });

  it('has an upper end below 1.5 for two alike after 60 blocks', () => {
    const { isProven, lower, upper } = blockRatio(
      blocksOf(60, 1, { ratio: 1, spread: 0.1 }),
      decision,
    );
    expect(isProven).toBe(false);
    expect(upper).toBeLessThan(1.5);
    expect(lower).toBeLessThan(1);
  });

  it('proves a ratio at its factor in no more runs than its error, where blocks are independent', () => {
    expect(shareProven(150, 200, { ratio: 1.5, spread: 0.4 })).toBeLessThanOrEqual(0.01);
  });

  it('proves a ratio below its factor in no more runs than its error, where blocks follow each other', () => {
    const kind = { ratio: 1.35, spread: 0.3, correlation: 0.7 };
    expect(shareProven(150, 200, kind)).toBeLessThanOrEqual(0.01);
  });

  it('proves nothing by one block that outweighs all others', () => {
    const blocks = blocksOf(100, 1, { ratio: 1, spread: 0.1 });
    const burst = { primary: { sum: 1000, per: 100 }, candidate: { sum: 1e9, per: 100 } };
    expect(blockRatio([...blocks, burst], decision)).toMatchObject({ isProven: false });
  });

  it('proves nothing by most blocks where the ratio of all is below the factor', () => {
    const blocks = blocksOf(100, 1, { ratio: 3, spread: 0.1 });
    const batch = { primary: { sum: 1e9, per: 100 }, candidate: { sum: 1000, per: 100 } };
    expect(blockRatio([...blocks, batch], decision)).toMatchObject({ isProven: false });
  });

  it('has an interval that contains the ratio of all blocks, whatever these are', () => {
    fc.assert(
      fc.property(someBlocks, (blocks) => {
        const { isProven, lower, estimate, upper } = blockRatio(blocks, decision);
        expect(lower).toBeLessThanOrEqual(estimate ?? Infinity);
        expect(upper).toBeGreaterThanOrEqual(estimate ?? 0);
        expect(isProven).toBe(lower >= decision.factor);
      }),
      { seed: 7, numRuns: 300 },
    );
  });
});
