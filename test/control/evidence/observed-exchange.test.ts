import { describe, expect, it } from 'vitest';
import { observedExchange } from '../../../src/control/evidence/observed-exchange.ts';
import type { Comparison } from '../../../src/vocabulary/comparison.ts';
import { comparisonOf, differenceOf, mismatchOf } from '../comparison-fixture.ts';

function candidateFailed(comparison: Comparison): boolean | undefined {
  const under = { epoch: 'e', area: 'costs', route: 'GET /api/costs' };
  return observedExchange(comparison, under)?.candidateError;
}

describe('the times of an exchange for which the answer of the secondary was lost', () => {
  const lost = { answer: null, differences: [], truncated: false, isLost: true };
  const under = { epoch: 'e', area: 'costs', route: 'GET /api/costs' };

  it('are undetermined, and not held against primary, which got its request in another way', () => {
    const observed = observedExchange(comparisonOf({ secondary: lost }), under);
    expect(observed?.latency).toEqual({
      candidateMs: 12,
      candidateSlackMs: 12,
      referenceMs: 10,
      referenceSlackMs: 10,
    });
  });

  it('are held against primary if the secondary failed', () => {
    const failed = { ...lost, isLost: false };
    const observed = observedExchange(comparisonOf({ secondary: failed }), under);
    expect(observed?.latency).toMatchObject({ candidateSlackMs: 0, referenceSlackMs: 0 });
  });
});

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
