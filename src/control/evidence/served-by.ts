import type { Evidence } from '../../vocabulary/evidence.ts';
import type { ProcessTotals } from '../../vocabulary/plane-message.ts';
import type { Side } from '../../vocabulary/side-sums.ts';

/**
 * How many requests a deployment answered, as Parallax counts them; falls when the evidence is reset. For the
 * candidate these are the requests that were sent to it. For primary these are its answers to clients. Where several processes
 * share the evidence, or taps serve the clients, they are the exchanges in evidence, of all processes: the metrics of a
 * deployment are of all its work, too. Null for primary until its answers were reported the first time.
 *
 * @param isShared whether other processes add to the evidence
 */
export function servedBy(
  side: Side,
  totals: Pick<ProcessTotals, 'answers'> | null,
  { coverage, routes }: Pick<Evidence, 'coverage' | 'routes'>,
  isShared: boolean,
): number | null {
  if (side === 'candidate') return coverage.mirrored;
  if (!isShared) return totals && sumOf(Object.values(totals.answers));
  let leftOut = 0;
  for (const route of routes.values()) leftOut += sumOf(route.leftOut.values());
  return leftOut + coverage.sampled;
}

function sumOf(counts: Iterable<number>): number {
  let sum = 0;
  for (const count of counts) sum += count;
  return sum;
}
