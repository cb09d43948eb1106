import { describe, expect, it } from 'vitest';
import { observedExchange } from '../../../src/control/evidence/observed-exchange.ts';
import type { Comparison } from '../../../src/vocabulary/comparison.ts';
import { comparisonOf, differenceOf, mismatchOf } from '../comparison-fixture.ts';

function candidateFailed(comparison: Comparison): boolean | undefined {
  const under = { epoch: 'e', area: 'costs', route: 'GET /api/costs' };
  return observedExchange(comparison, under)?.candidateError;
}

describe('GraphQL errors that only the candidate has', () => {
  const mismatch = mismatchOf([differenceOf()], { addsErrors: true });

  it('count as an error of the candidate, like a 5xx', () => {
    expect(candidateFailed(mismatch)).toBe(true);
    expect(candidateFailed(mismatchOf([differenceOf()]))).toBe(false);
  });

  it('do not count if excuses explain them', () => {
    expect(candidateFailed(comparisonOf({ addsErrors: true }))).toBe(false);
    expect(candidateFailed({ ...mismatch, outcome: 'cascade', cascadeOf: 1 })).toBeUndefined();
  });
});
