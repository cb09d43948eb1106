import { confidenceSequence, type Count } from './confidence-sequence.ts';

/** The prior of a confidence sequence needs a rate below 1. */
const tightestAtMax = 0.5;

/** Of the confidence sequence that stands for k/n. It adds no error, so it is not the gate's. */
const cautionAlpha = 0.05;

/**
 * The lower end of a rate from the first exchange on, without any independence: P(k/n ≥ m/α at any
 * n) ≤ α where hits are a stationary sequence of rate m (Hopf's maximal ergodic theorem; see
 * Petersen, "Ergodic Theory", 1983, chapter 2). The statement assumes that the sequence is
 * stationary: the first exchanges are no more likely to be hits than later ones, so a start with
 * cold caches is outside it. In return a single client may own all hits.
 *
 * The lower end of the exchange-level confidence sequence stands for k/n. It is never larger, so the
 * theorem covers it, and it keeps one early hit from proving a high rate.
 *
 * @param budget the rate of interest, in (0, 1)
 * @param alpha in (0, 1)
 * @returns the largest rate that is disproven, in [0, α]
 */
export function stationaryLowerEnd(count: Count, budget: number, alpha: number): number {
  const tightestAt = Math.min(tightestAtMax, budget / alpha);
  return alpha * confidenceSequence(count, tightestAt, cautionAlpha).lower;
}

/** Whether a rate is proven to be over its budget by being over it 1/α times. */
export function provenFromTheStart(count: Count, budget: number, alpha: number): boolean {
  return stationaryLowerEnd(count, budget, alpha) > budget;
}
