import type { RouteReport } from './route-report.ts';

/** A median of fewer times says nothing. */
const timesMin = 30;

/**
 * Medians of a route's answer times in milliseconds, and how many times as long the candidate takes as the
 * secondary, which is asked in the same way, or else as primary.
 */
export interface LatencyRatio {
  readonly referenceMs: number;
  readonly candidateMs: number;
  readonly ratio: number;
}

/** Null where there are too few times. */
export function latencyRatio({ latency }: RouteReport): LatencyRatio | null {
  const { primary, candidate, secondary } = latency;
  const reference = secondary.count >= timesMin ? secondary : primary;
  if (Math.min(reference.count, candidate.count) < timesMin) return null;
  const [referenceMs, candidateMs] = [reference.p50Ms, candidate.p50Ms];
  if (referenceMs === null || candidateMs === null) return null;
  return { referenceMs, candidateMs, ratio: candidateMs / referenceMs };
}

/** What is usual for these routes; 1, which is even, where there are none. */
export function medianRatio(reports: readonly RouteReport[]): number {
  const ratios = reports.flatMap((report) => latencyRatio(report)?.ratio ?? []);
  return ratios.sort((a, b) => a - b)[Math.floor(ratios.length / 2)] ?? 1;
}
