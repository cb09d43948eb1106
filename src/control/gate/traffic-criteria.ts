import type { Evidence, RouteEvidence } from '../../vocabulary/evidence.ts';
import type { CriterionResult } from '../../vocabulary/verdict.ts';
import { type AreaUnderTest, sumByReason, sumOf, totalOf, waitMsFor } from './area-evidence.ts';
import type { GatePolicy } from './resolve-policy.ts';
import { isMeantOut, requiredRoute } from './required-routes.ts';
import { soakOf } from './soak.ts';
import { withoutDeclared } from './unseen.ts';
import {
  formatCount,
  formatExchanges,
  formatRoughDuration,
  formatShare,
} from '../../vocabulary/format.ts';

const hourMs = 3_600_000;
const shortNamed = 3;
const reasonsNamed = 4;

/**
 * Was every required route compared often enough without a mismatch, bodies included? Never fails: it
 * waits.
 */
export function routeCriterion(under: AreaUnderTest): CriterionResult {
  const { area, policy, nowMs } = under;
  const least = policy.routeExchangesMin;
  const short: string[] = [];
  let exchanges: number | null = 0;
  let waitMs: number | null = 0;
  const needed = policy.requiredRoutes
    .map((name) => requiredRoute(name, under))
    .filter((one) => !isMeantOut(one, under.scope));
  for (const { name, routes } of needed) {
    const clean = sumOf(routes, (route) => cleanCount(under, route));
    if (clean >= least) continue;
    const isLeftOut =
      routes.length > 0 &&
      routes.every(({ compared, leftOut }) => compared === 0 && leftOut.size > 0);
    short.push(`${name} (${isLeftOut ? 'left out by policy' : formatCount(clean)})`);
    // Waiting does not bring exchanges that policy leaves out.
    if (isLeftOut) exchanges = null;
    if (exchanges !== null) exchanges += least - clean;
    waitMs = longest(waitMs, routesWaitMs(routes, least - clean, nowMs));
  }
  const done = `${area}: ${formatCount(needed.length - short.length)} of ${formatCount(needed.length)} required routes`;
  const passes = short.length === 0;
  return {
    criterion: 'route_exchanges',
    area,
    result: passes ? 'pass' : 'inconclusive',
    rate: null,
    needs: passes ? null : { exchanges, waitMs },
    reason: passes
      ? `${done} matched at least ${formatCount(least)} times.`
      : `${done} matched at least ${formatCount(least)} times; too few: ` +
        `${short.slice(0, shortNamed).join(', ')}${short.length > shortNamed ? ' and others' : ''}.`,
  };
}

/** Was traffic compared for long enough? */
export function soakCriterion({ area, policy, routes }: AreaUnderTest): CriterionResult {
  const soakedMs = soakOf(routes);
  const missingMs = policy.soakHours * hourMs - soakedMs;
  const passes = missingMs <= 0 && routes.some(({ compared }) => compared > 0);
  return {
    criterion: 'soak',
    area,
    result: passes ? 'pass' : 'inconclusive',
    rate: null,
    needs: passes ? null : { exchanges: null, waitMs: Math.max(0, missingMs) },
    reason:
      `${area}: traffic was compared for ${formatRoughDuration(soakedMs)} of ` +
      `${formatRoughDuration(policy.soakHours * hourMs)}.`,
  };
}

/**
 * Were enough of the area's exchanges compared, of those whose route is known? Unseen sessions and things that
 * the config declares as intended do not count.
 */
export function areaCoverageCriterion(under: AreaUnderTest): CriterionResult {
  const { area, policy, routes, scope } = under;
  const compared = sumOf(routes, (route) => route.compared);
  const shed = withoutDeclared(
    sumByReason(routes, (route) => route.shed),
    routes,
    scope,
  );
  return coverageResult(area, compared, shed, policy.coverageFloor);
}

/** Were enough of all sampled exchanges compared, also of those lost before they had a route? */
export function totalCoverageCriterion(
  { coverage, routes }: Evidence,
  { scope, otherAreas }: GatePolicy,
): CriterionResult {
  const shed = withoutDeclared(coverage.shed, [...routes.values()], scope);
  return coverageResult(null, coverage.compared, shed, otherAreas.coverageFloor);
}

function coverageResult(
  area: string | null,
  compared: number,
  shed: ReadonlyMap<string, number>,
  floor: number,
): CriterionResult {
  const meant = compared + totalOf(shed);
  const share = meant === 0 ? 0 : compared / meant;
  const why = shed.size === 0 ? '' : `; not compared: ${reasonsWords(shed)}`;
  return {
    criterion: 'coverage',
    area,
    result: meant > 0 && share >= floor ? 'pass' : 'inconclusive',
    rate: { n: meant, k: compared, lower: share, estimate: share, upper: share, budget: floor },
    needs: meant > 0 && share >= floor ? null : { exchanges: null, waitMs: null },
    reason:
      `${area ?? 'All areas'}: ${formatCount(compared)} of ${formatExchanges(meant)} that should be ` +
      `compared were, ${formatShare(share)}; the floor is ${formatShare(floor)}${why}.`,
  };
}

/** `cascade 299, racy 12 and 7 for 2 other reasons`, the most frequent first. */
function reasonsWords(counts: ReadonlyMap<string, number>): string {
  const ranked = [...counts].sort(([, a], [, b]) => b - a);
  const named = ranked.slice(0, reasonsNamed).map(([reason, n]) => `${reason} ${formatCount(n)}`);
  const others = ranked.slice(reasonsNamed);
  if (others.length === 0) return named.join(', ');
  const rest = formatCount(totalOf(new Map(others)));
  const kinds = others.length === 1 ? '1 other reason' : `${others.length} other reasons`;
  return `${named.join(', ')} and ${rest} for ${kinds}`;
}

/** Compared exchanges without a mismatch, all of which could be read. */
function cleanCount({ mismatches }: AreaUnderTest, route: RouteEvidence): number {
  const suspected = mismatches.get(route)?.suspected ?? 0;
  return Math.max(0, route.compared - suspected - route.unread);
}

function routesWaitMs(
  routes: readonly RouteEvidence[],
  more: number,
  nowMs: number,
): number | null {
  return waitMsFor(
    more,
    sumOf(routes, ({ compared }) => compared),
    routes,
    nowMs,
  );
}

function longest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : Math.max(a, b);
}
