import { describe, expect, it } from 'vitest';
import { RecentComparisons } from '../../src/control/recent-comparisons.ts';
import type { Comparison } from '../../src/vocabulary/comparison.ts';
import { comparisonOf, differenceOf, mismatchOf } from './comparison-fixture.ts';

const any = { outcome: null, route: null, limit: 10_000 };

function recentOf(comparisons: readonly Comparison[]): RecentComparisons {
  const recent = new RecentComparisons();
  for (const comparison of comparisons) recent.add(comparison);
  return recent;
}

describe('the recent comparisons', () => {
  it('are listed with the newest first, for all outcomes', () => {
    const comparisons = [
      comparisonOf(),
      mismatchOf([differenceOf()]),
      comparisonOf({ outcome: 'skipped' }),
      mismatchOf([differenceOf()]),
    ];
    expect(recentOf(comparisons).latest(any)).toEqual(comparisons.toReversed());
  });

  it('include a mismatch however many matches follow it', () => {
    const mismatch = mismatchOf([differenceOf()]);
    const matches = Array.from({ length: 5000 }, () => comparisonOf());
    const recent = recentOf([mismatch, ...matches]);
    expect(recent.latest({ ...any, outcome: 'mismatch' })).toEqual([mismatch]);
  });

  it('are limited in number', () => {
    const mismatches = Array.from({ length: 5000 }, () => mismatchOf([differenceOf()]));
    expect(recentOf(mismatches).latest(any)).toEqual(mismatches.slice(-500).reverse());
  });

  it('are limited in bytes, so that there are fewer with long values', () => {
    const long = differenceOf({ primary: 'x'.repeat(1_000_000) });
    const mismatches = Array.from({ length: 20 }, () => mismatchOf([long]));
    expect(recentOf(mismatches).latest(any)).toHaveLength(4);
  });

  it('can be selected by route and outcome', () => {
    const wanted = mismatchOf([differenceOf()], { route: 'GET /b' });
    const recent = recentOf([
      mismatchOf([differenceOf()], { route: 'GET /a' }),
      wanted,
      comparisonOf({ route: 'GET /b' }),
    ]);
    expect(recent.latest({ outcome: 'mismatch', route: 'GET /b', limit: 10 })).toEqual([wanted]);
  });

  it('are listed up to the requested number', () => {
    const recent = recentOf([comparisonOf(), comparisonOf(), comparisonOf()]);
    expect(recent.latest({ ...any, limit: 2 })).toHaveLength(2);
  });
});
