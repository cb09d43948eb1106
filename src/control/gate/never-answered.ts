import type { RouteEvidence } from '../../vocabulary/evidence.ts';
import { excusedReasons } from '../counted-as.ts';
import { meantCount } from './area-evidence.ts';
import { formatCount, formatExchanges } from '../../vocabulary/format.ts';

/** With fewer exchanges, all may be excused by chance. */
const exchangesMin = 20;
const namedMax = 4;

/**
 * Names the routes without evidence because every answer was excused; those with the most exchanges first.
 *
 * @param isMeant whether a reason counts; at least one exchange of the route must be excused for such a reason
 */
export function neverAnsweredWords(
  routes: readonly RouteEvidence[],
  isMeant: (reason: string) => boolean,
): readonly string[] {
  const never = routes
    .filter(({ compared, primaryFailed }) => compared + primaryFailed === 0)
    .map((route) => ({ route, excused: excusedOf(route) }))
    .filter(({ excused }) => sumOfCounts(excused) >= exchangesMin)
    .filter(({ excused }) => excused.some(([reason]) => isMeant(reason)))
    .sort((a, b) => sumOfCounts(b.excused) - sumOfCounts(a.excused));
  const named = never
    .slice(0, namedMax)
    .map(
      ({ route, excused }) =>
        `${route.route}: ${formatCount(sumOfCounts(excused))} of ` +
        `${formatExchanges(meantCount(route))} were excused; the candidate answered none of them correctly.`,
    );
  const more = never.length - named.length;
  return more === 0 ? named : [...named, `The same holds for ${formatCount(more)} more.`];
}

type Counts = readonly (readonly [reason: string, count: number])[];

function excusedOf({ shed, excusedByPolicy }: RouteEvidence): Counts {
  const reasons: readonly string[] = excusedReasons;
  return [...[...shed].filter(([reason]) => reasons.includes(reason)), ...excusedByPolicy];
}

function sumOfCounts(counts: Counts): number {
  return counts.reduce((sum, [, count]) => sum + count, 0);
}
