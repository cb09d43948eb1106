import type { RouteCounts } from './route-counts.ts';

/** With fewer times, a quantile is not shown. */
export const timesMin = 30;

/** A quantile of the candidate's times and of the reference's, in milliseconds. */
export interface LatencyPair {
  readonly reference: 'primary' | 'secondary';
  readonly referenceMs: number;
  readonly candidateMs: number;
  /** How many times as long the candidate takes. */
  readonly ratio: number;
}

/**
 * The candidate's times beside the secondary's, which were measured in the same way at the same time, or beside
 * primary's if the secondary has too few.
 *
 * @returns null if there are too few times
 */
export function latencyPair(
  { latency }: Pick<RouteCounts, 'latency'>,
  quantile: number,
): LatencyPair | null {
  const reference = latency.secondary.count >= timesMin ? 'secondary' : 'primary';
  if (Math.min(latency[reference].count, latency.candidate.count) < timesMin) return null;
  const referenceMs = latency[reference].quantileMs(quantile);
  const candidateMs = latency.candidate.quantileMs(quantile);
  if (referenceMs === null || candidateMs === null) return null;
  return { reference, referenceMs, candidateMs, ratio: candidateMs / referenceMs };
}
