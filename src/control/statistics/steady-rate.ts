import { confidenceSequence, type Count } from './confidence-sequence.ts';
import { designEffect } from './design-effect.ts';

/** A part of α: with few exchanges, the design effect is not well known. */
const caution = 25;

/** When a rate is proven from the start. */
interface SteadyBudget {
  /** In (0, 1). */
  readonly budget: number;
  /** A multiple of the budget. */
  readonly times: number;
  /** Of the confidence sequence over exchanges, in (0, 1). */
  readonly alpha: number;
}

/**
 * The lower end of a rate that has been many times the budget, evenly, since the first exchange.
 *
 * A run of minutes cannot show whether it is a steady rate or one long burst. Whatever the dependence: in a
 * stationary sequence the share of hits from the first exchange on reaches r with a chance of rate/r at most
 * (Hopf's maximal ergodic theorem), so that a candidate at half of its budget reaches four and a half times the
 * budget in one of nine runs at most; in 6 % of simulated bursts and 5 % of sessions at most. This is the price
 * of an answer within seconds; smaller rates are proven over time.
 *
 * @param blocks the run in short blocks: how unevenly hits are spread over it widens the interval
 * @returns 0 if the rate is below that multiple of the budget
 */
export function steadyLowerEnd(
  { k, n }: Count,
  blocks: readonly Count[],
  { budget, times, alpha }: SteadyBudget,
): number {
  if (n === 0 || k < times * budget * n) return 0;
  const effect = designEffect(blocks);
  return confidenceSequence({ k: k / effect, n: n / effect }, budget, alpha / caution).lower;
}
