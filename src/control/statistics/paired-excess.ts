import { confidenceSequence, type Interval } from './confidence-sequence.ts';

/** Exchanges in which two deployments were both tried, and in which only one of them failed. */
export interface PairedCounts {
  readonly n: number;
  readonly candidateOnly: number;
  readonly referenceOnly: number;
}

/**
 * How much more often the candidate fails than the reference, valid at all times together: P(candidate fails) −
 * P(reference fails). Exchanges in which both fail, or neither, cancel, so the difference is that of the two
 * discordant rates. Each gets a confidence sequence at α/2 (arXiv 1810.08240); by the union bound both hold
 * together with probability 1 − α, and with them the interval from one's lower end less the other's upper end to
 * the reverse. The two kinds of failure may depend on each other in any way.
 *
 * @param tightestAt the discordant rate at which the interval is to be tightest, in (0, 1)
 * @returns an interval within −1 and 1
 */
export function pairedExcess(counts: PairedCounts, tightestAt: number, alpha: number): Interval {
  const { n, candidateOnly, referenceOnly } = counts;
  const candidate = confidenceSequence({ k: candidateOnly, n }, tightestAt, alpha / 2);
  const reference = confidenceSequence({ k: referenceOnly, n }, tightestAt, alpha / 2);
  return {
    lower: candidate.lower - reference.upper,
    upper: candidate.upper - reference.lower,
  };
}
