import type { Interval } from '../statistics/confidence-sequence.ts';
import type { MeasuredRate, VerdictWord } from '../../vocabulary/verdict.ts';

/** Passes with its upper end under the budget, fails with its lower end over it. */
export function judgeRate({ lower, upper, budget }: MeasuredRate): VerdictWord {
  if (lower > budget) return 'fail';
  return upper < budget ? 'pass' : 'inconclusive';
}

/**
 * A rate with the lower end of one interval and the upper end of another: the gate fails on the
 * one and passes on the other, each with an error of its own.
 */
export function measuredRate(
  counts: { readonly n: number; readonly k: number; readonly estimate?: number },
  ends: { readonly forFail: Interval; readonly forPass: Interval },
  budget: number,
): MeasuredRate {
  const { n, k } = counts;
  const { lower } = ends.forFail;
  return {
    n,
    k,
    lower,
    estimate: counts.estimate ?? (n === 0 ? 0 : k / n),
    // Ends of two statements about two sets of exchanges may cross; then the lower one decides.
    upper: Math.max(lower, ends.forPass.upper),
    budget,
  };
}
