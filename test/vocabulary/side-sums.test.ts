import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addSideSums,
  addValue,
  addValues,
  emptySideSums,
  meanOf,
  type SideSums,
  totalOf,
} from '../../src/vocabulary/side-sums.ts';

function sumsOf(values: readonly number[]): SideSums {
  const sums = emptySideSums();
  for (const value of values) addValue(sums.candidate, value);
  return sums;
}

describe('the sums of values that both deployments state', () => {
  it('add small costs without drift', () => {
    const { candidate } = sumsOf(Array.from({ length: 1_000_000 }, () => 0.000013));
    expect(totalOf(candidate)).toBe(13);
    expect(meanOf(candidate)).toBe(0.000013);
  });

  it('do not depend on the division of the values', () => {
    const values = fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { maxLength: 20 });
    fc.assert(
      fc.property(values, values, (some, others) => {
        const joined = sumsOf(some);
        addSideSums(joined, sumsOf(others));
        const whole = sumsOf([...some, ...others]);
        expect(totalOf(joined.candidate)).toBeCloseTo(totalOf(whole.candidate), 6);
        expect(joined.candidate.n).toBe(whole.candidate.n);
      }),
      { seed: 7 },
    );
  });

  it('leave out values that are not numbers', () => {
    const sums = sumsOf([1, Number.NaN, Number.POSITIVE_INFINITY]);
    expect(sums.candidate).toEqual({ n: 1, whole: 1, nano: 0 });
  });

  it('leave out values that are too large, for both sides', () => {
    const sums = emptySideSums();
    addValues(sums, { primary: 2, candidate: 1e308 });
    addValues(sums, { primary: -1e14, candidate: 2 });
    expect(sums).toEqual(emptySideSums());
  });

  it('have a mean for readings of 8 TB of memory', () => {
    expect(meanOf(sumsOf(Array.from({ length: 1000 }, () => 8e12)).candidate)).toBe(8e12);
  });

  it('stay exact integers, for any values', () => {
    const values = Array.from({ length: 10_000 }, () => 1e13);
    const some = sumsOf(values);
    expect(some.candidate.whole).toBe(1e15);
    for (let others = 0; others < 20; others += 1) addSideSums(some, sumsOf(values));
    expect(Number.isSafeInteger(some.candidate.whole)).toBe(true);
  });

  it('stop for both sides once one of them is full', () => {
    const sums = emptySideSums();
    for (let at = 0; at < 2000; at += 1) addValues(sums, { primary: 1, candidate: -1e12 });
    expect(sums.primary.n).toBe(1000);
    expect(sums.candidate.n).toBe(1000);
  });

  it('have no mean without values', () => {
    expect(meanOf(emptySideSums().primary)).toBeNull();
  });
});
