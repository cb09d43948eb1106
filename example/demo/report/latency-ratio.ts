import type { RouteReport } from './route-report.ts';

/** Medians of a route's answer times in milliseconds, and how many times as long the candidate takes. */
export interface LatencyRatio {
  readonly primaryMs: number;
  readonly candidateMs: number;
  readonly ratio: number;
}

/** Null before both were measured. */
export function latencyRatio({ latency }: RouteReport): LatencyRatio | null {
  const primaryMs = latency.primary.p50Ms;
  const candidateMs = latency.candidate.p50Ms;
  if (primaryMs === null || candidateMs === null) return null;
  return { primaryMs, candidateMs, ratio: candidateMs / primaryMs };
}

/** What is usual for these routes; 1, which is even, where there are none. */
export function medianRatio(reports: readonly RouteReport[]): number {
  const ratios = reports.flatMap((report) => latencyRatio(report)?.ratio ?? []);
  return ratios.sort((a, b) => a - b)[Math.floor(ratios.length / 2)] ?? 1;
}
