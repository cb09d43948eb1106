import type { RouteCounts } from '../../../route-counts.ts';
import { minutesKept } from '../../../minute-series.ts';

/** Fewer columns than this are no picture. */
const minutesMin = 5;

/**
 * How many of the latest minutes the sparklines of a table show: all begin with the first minute of the last hour in
 * which one of the routes had traffic.
 *
 * @returns 0 if there are too few
 */
export function minutesShown(
  routes: readonly Pick<RouteCounts, 'minutes'>[],
  nowMs: number,
): number {
  const firsts = routes
    .map(({ minutes }) => minutes.until(nowMs).findIndex(({ compared }) => compared > 0))
    .filter((at) => at >= 0);
  const count = minutesKept - Math.min(minutesKept, ...firsts);
  return count < minutesMin ? 0 : count;
}

/** What the column of the sparklines is called. */
export function minutesTitle(count: number): string {
  return count === minutesKept ? 'Last hour' : `Last ${count} minutes`;
}
