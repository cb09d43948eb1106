import type { Evidence } from '../../vocabulary/evidence.ts';
import type { ProcessTotals } from '../../vocabulary/plane-message.ts';
import type { Side } from '../../vocabulary/side-sums.ts';

/**
 * How many requests a deployment answered, as Parallax counts them; falls when the evidence is reset. For the
 * candidate these are the requests that were sent to it. For primary these are its answers to clients; a hub
 * has no clients, and counts what taps report.
 */
export function servedBy(side: Side, totals: ProcessTotals | null, evidence: Evidence): number {
  const { coverage, routes } = evidence;
  if (side === 'candidate') return coverage.mirrored;
  const isHub = totals?.gauges.hub_partitions !== undefined;
  if (!isHub) return sumOf(Object.values(totals?.answers ?? {}));
  let leftOut = 0;
  for (const route of routes.values()) leftOut += sumOf(route.leftOut.values());
  return leftOut + coverage.sampled;
}

function sumOf(counts: Iterable<number>): number {
  let sum = 0;
  for (const count of counts) sum += count;
  return sum;
}
