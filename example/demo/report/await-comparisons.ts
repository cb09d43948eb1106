import { setTimeout as pause } from 'node:timers/promises';
import { fetchRouteReports, type RouteReport } from './route-report.ts';

const pollMs = 100;
/** On a busy machine the planes get their turn late: they give way to primary and its clients. */
const standstillMs = 15_000;

/**
 * Waits until Parallax has said something of every exchange, or has for some seconds said nothing
 * new: what was shed under way never arrives.
 */
export async function awaitComparisons(
  admin: string,
  exchanges: number,
  signal: AbortSignal,
): Promise<readonly RouteReport[]> {
  let reports = await fetchRouteReports(admin, signal);
  let changedAt = performance.now();
  while (exchangesIn(reports) < exchanges && performance.now() - changedAt < standstillMs) {
    await pause(pollMs, undefined, { signal });
    const latest = await fetchRouteReports(admin, signal);
    if (exchangesIn(latest) > exchangesIn(reports)) changedAt = performance.now();
    reports = latest;
  }
  return reports;
}

export function exchangesIn(reports: readonly RouteReport[]): number {
  return reports.reduce((sum, report) => sum + report.exchanges, 0);
}
