import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logBeta, logGamma } from '../../../src/control/statistics/log-beta.ts';

/** Relative where the value is large, absolute where it is near zero. */
function errorOf(actual: number, expected: number): number {
  return Math.abs(actual - expected) / Math.max(1, Math.abs(expected));
}

describe('ln Γ', () => {
  // Computed with mpmath at 50 digits.
  it.each([
    [1e-5, 11.512919692895826],
    [0.5, 0.5723649429247001],
    [1, 0],
    [1.5, -0.12078223763524522],
    [2, 0],
    [3.7, 1.4280723266653863],
    [9.99, 12.779315214350193],
    [10, 12.801827480081469],
    [123.456, 469.60554712992945],
    [1e6, 12815504.569147611],
    [1e9, 19723265827.503716],
  ])('of %d is %d', (x, expected) => {
    expect(errorOf(logGamma(x), expected)).toBeLessThan(1e-13);
  });

  it('of a whole number is a sum of logarithms', () => {
    let logFactorial = 0;
    for (let n = 1; n <= 170; n += 1) {
      logFactorial += Math.log(n);
      expect(errorOf(logGamma(n + 1), logFactorial)).toBeLessThan(1e-13);
    }
  });
});

describe('ln B', () => {
  // Computed with mpmath at 50 digits.
  it.each([
    [0.5, 0.5, 1.1447298858494002],
    [2, 3, -2.4849066497880004],
    [0.001, 0.001, 7.600900817008347],
    [8, 8, -10.848948661710063],
    [9.5, 10.5, -13.709925546998463],
    [12.5, 9.5, -14.956457965743194],
    [0.5, 50, -1.3811466014510412],
    [0.5, 1e9, -9.789267975423506],
    [1e7, 1e9, -56101543.1567148],
    [1000000.5, 999000050, -7907264.604451304],
  ])('of %d and %d is %d', (a, b, expected) => {
    expect(errorOf(logBeta(a, b), expected)).toBeLessThan(1e-13);
  });

  it('satisfies B(a, b) = B(a+1, b) + B(a, b+1)', () => {
    const positive = fc.double({ min: 0.01, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(positive, positive, (a, b) => {
        const whole = logBeta(a, b);
        const parts = Math.exp(logBeta(a + 1, b) - whole) + Math.exp(logBeta(a, b + 1) - whole);
        expect(parts).toBeCloseTo(1, 7);
      }),
      { seed: 5, numRuns: 500 },
    );
  });
});
