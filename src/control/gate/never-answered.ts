import type { RouteEvidence } from '../../vocabulary/evidence.ts';
import { excusedReasons } from '../counted-as.ts';
import { meantCount } from './area-evidence.ts';
import { countWords, exchangeWords } from './words.ts';

/** Of fewer exchanges it may be chance that all of them were excused. */
const exchangesMin = 20;
const namedMax = 4;

/**
 * Names the routes on which the candidate was never held to anything, since all it answered was excused;
 * those with the most exchanges first.
 *
 * @param isMeant of the reasons by which at least one of the route's exchanges was excused
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
        `${route.route}: ${countWords(sumOfCounts(excused))} of ` +
        `${exchangeWords(meantCount(route))} were excused, the candidate never answered one well.`,
    );
  const more = never.length - named.length;
  return more === 0 ? named : [...named, `So it is on ${countWords(more)} more of the routes.`];
}

type Counts = readonly (readonly [reason: string, count: number])[];

function excusedOf({ shed, excusedByPolicy }: RouteEvidence): Counts {
  const reasons: readonly string[] = excusedReasons;
  return [...[...shed].filter(([reason]) => reasons.includes(reason)), ...excusedByPolicy];
}

function sumOfCounts(counts: Counts): number {
  return counts.reduce((sum, [, count]) => sum + count, 0);
}
