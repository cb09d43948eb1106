import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  confidenceSequence,
  exchangesNeeded,
} from '../../../src/control/statistics/confidence-sequence.ts';

const alpha = 0.05;

describe('the confidence sequence of a rate', () => {
  // Bisected with mpmath at 50 digits.
  it.each([
    [0, 409, 0.01, 0.05, 0, 0.0099900421935278],
    [0, 4104, 0.001, 0.05, 0, 0.000999984929776049],
    [3, 1000, 0.01, 0.05, 0.000286850256709825, 0.0112684677978272],
    [40, 1000, 0.01, 0.01, 0.0201737606439331, 0.069259825968258],
    [10, 10, 0.01, 0.05, 0.0513693579064314, 1],
    [500, 1000, 0.5, 0.05, 0.442869532842897, 0.557130467157103],
    [1e6, 1e9, 0.001, 0.05, 0.000995447734134622, 0.00100456610943631],
    [5e8, 1e9, 0.5, 0.05, 0.499917908139111, 0.500082091860889],
  ])('is known for %d of %d, budget %d, α %d', (k, n, budget, error, lower, upper) => {
    const interval = confidenceSequence({ k, n }, budget, error);
    expect(interval.lower).toBeCloseTo(lower, 11);
    expect(interval.upper).toBeCloseTo(upper, 11);
  });

  it('is the whole range without exchanges', () => {
    expect(confidenceSequence({ k: 0, n: 0 }, 0.01, alpha)).toEqual({ lower: 0, upper: 1 });
  });

  it('contains the estimate and stays within 0 and 1, for any counts', () => {
    const counts = fc
      .tuple(fc.integer({ min: 1, max: 1e9 }), fc.double({ min: 0, max: 1, noNaN: true }))
      .map(([n, share]) => ({ n, k: Math.round(share * n) }));
    fc.assert(
      fc.property(counts, fc.constantFrom(1e-6, 0.001, 0.01, 0.5, 0.99), (count, budget) => {
        const { lower, upper } = confidenceSequence(count, budget, alpha);
        const estimate = count.k / count.n;
        expect(lower).toBeGreaterThanOrEqual(0);
        expect(lower).toBeLessThanOrEqual(estimate);
        expect(upper).toBeGreaterThanOrEqual(estimate);
        expect(upper).toBeLessThanOrEqual(1);
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  it('moves up with every mismatch', () => {
    let before = { lower: -1, upper: -1 };
    for (let k = 0; k <= 500; k += 1) {
      const interval = confidenceSequence({ k, n: 500 }, 0.01, alpha);
      expect(interval.lower).toBeGreaterThanOrEqual(before.lower);
      expect(interval.upper).toBeGreaterThanOrEqual(before.upper);
      before = interval;
    }
  });
});

describe('the number of exchanges still needed', () => {
  it.each([
    [0.01, 409],
    [0.001, 4104],
  ])('is, for a budget of %d and no exchanges yet, %d', (budget, expected) => {
    expect(exchangesNeeded({ k: 0, n: 0 }, budget, alpha, 0)).toBe(expected);
  });

  it('is the smallest that brings the upper end under the budget', () => {
    const more = exchangesNeeded({ k: 3, n: 100 }, 0.01, alpha, 0)!;
    expect(confidenceSequence({ k: 3, n: 100 + more }, 0.01, alpha).upper).toBeLessThan(0.01);
    expect(confidenceSequence({ k: 3, n: 99 + more }, 0.01, alpha).upper).toBeGreaterThanOrEqual(
      0.01,
    );
  });

  it('is zero once the upper end is under the budget', () => {
    expect(exchangesNeeded({ k: 0, n: 500 }, 0.01, alpha, 0)).toBe(0);
  });

  it('is unknown if later exchanges are over the budget, too', () => {
    expect(exchangesNeeded({ k: 20, n: 1000 }, 0.01, alpha, 0.02)).toBeNull();
  });
});
