import type { Interval } from '../statistics/confidence-sequence.ts';
import type { MeasuredRate, VerdictWord } from '../../vocabulary/verdict.ts';

/** Passes if its upper end is under the budget, fails if its lower end is over it. */
export function judgeRate({ lower, upper, budget }: MeasuredRate): VerdictWord {
  if (lower > budget) return 'fail';
  return upper < budget ? 'pass' : 'inconclusive';
}

/**
 * A rate with the lower end of one interval and the upper end of another: the gate fails by the lower end and
 * passes by the upper end, each with its own error.
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
    // The ends may cross, because they come from two sets of exchanges; then the lower one decides.
    upper: Math.max(lower, ends.forPass.upper),
    budget,
  };
}
