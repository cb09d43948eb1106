import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { confidenceSequence } from '../../../src/control/statistics/confidence-sequence.ts';
import { designEffect } from '../../../src/control/statistics/design-effect.ts';
import { seededRandom } from './seeded-random.ts';
import { blocksOf, bursts, independent, type Traffic } from './traffic.ts';

/** The median of 41 days of 144 blocks. */
function medianEffect(traffic: Traffic): number {
  const effects = Array.from({ length: 41 }, (_, seed) =>
    designEffect(blocksOf(traffic, seededRandom(seed), 144, () => 300)),
  );
  return effects.sort((a, b) => a - b)[20] ?? 0;
}

describe('the design effect', () => {
  it.each([
    ['no blocks', []],
    ['one block', [{ k: 5, n: 100 }]],
    [
      'no hits',
      [
        { k: 0, n: 100 },
        { k: 0, n: 200 },
      ],
    ],
    [
      'nothing but hits',
      [
        { k: 10, n: 10 },
        { k: 20, n: 20 },
      ],
    ],
    [
      'equal shares',
      [
        { k: 1, n: 10 },
        { k: 2, n: 20 },
      ],
    ],
    [
      'a single hit',
      [
        { k: 1, n: 100 },
        { k: 0, n: 100 },
        { k: 0, n: 100 },
      ],
    ],
  ])('is 1 with %s', (_, blocks) => {
    expect(designEffect(blocks)).toBeCloseTo(1, 1);
  });

  it('is finite and at least 1, for any blocks', () => {
    const block = fc
      .tuple(fc.integer({ min: 0, max: 2000 }), fc.double({ min: 0, max: 1, noNaN: true }))
      .map(([n, share]) => ({ n, k: Math.round(n * share) }));
    fc.assert(
      fc.property(fc.array(block, { maxLength: 40 }), (blocks) => {
        const effect = designEffect(blocks);
        expect(effect).toBeGreaterThanOrEqual(1);
        expect(effect).toBeLessThan(Infinity);
      }),
      { seed: 5, numRuns: 500 },
    );
  });

  it('is about 1 for independent exchanges, and about the size of a burst for bursts', () => {
    expect(medianEffect(independent(0.01))).toBeLessThan(1.5);
    expect(medianEffect(bursts(0.01))).toBeGreaterThan(30);
    expect(medianEffect(bursts(0.01))).toBeLessThan(200);
  });

  it('detects phases that are longer than a block', () => {
    const phases = Array.from({ length: 96 }, (_, i) => ({ n: 100, k: i % 24 < 12 ? 8 : 2 }));
    const shuffled = Array.from({ length: 96 }, (_, i) => ({ n: 100, k: i % 2 === 0 ? 8 : 2 }));
    expect(designEffect(phases)).toBeGreaterThan(3 * designEffect(shuffled));
  });

  it('leaves an interval around the rate', () => {
    const positive = fc.double({ min: 1, max: 1e4, noNaN: true });
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(1e6), positive, (k, misses, effect) => {
        const n = k + misses;
        const count = { k: k / effect, n: n / effect };
        const { lower, upper } = confidenceSequence(count, 0.01, 0.05);
        const rate = n === 0 ? 0 : k / n;
        expect(lower).toBeLessThanOrEqual(rate + 1e-12);
        expect(upper).toBeGreaterThanOrEqual(rate - 1e-12);
        expect(upper).toBeLessThanOrEqual(1);
      }),
      { seed: 5, numRuns: 300 },
    );
  });
});
