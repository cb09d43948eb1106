import type { ScopePolicy } from '../../config/out-of-scope.ts';
import type { Evidence, RouteEvidence } from '../../vocabulary/evidence.ts';
import {
  endedBlocks,
  type PairedCounts,
  type PairedSeries,
} from '../../vocabulary/paired-series.ts';
import type { Count } from '../statistics/confidence-sequence.ts';
import type { AreaPolicy, GatePolicy } from './resolve-policy.ts';
import type { RouteMismatches } from './field-standing.ts';
import type { AcceptedFields } from './overrides.ts';
import type { AlphaShares } from './spend-alpha.ts';

/** The routes of one area, their policy, and the errors of the tests on them. */
export interface AreaUnderTest {
  readonly area: string;
  readonly policy: AreaPolicy;
  readonly routes: readonly RouteEvidence[];
  readonly accepted: AcceptedFields;
  /** How the fields of each route are judged. */
  readonly mismatches: ReadonlyMap<RouteEvidence, RouteMismatches>;
  /** How often a bad candidate may pass by chance. */
  readonly passAlpha: number;
  /** How often a good candidate may fail by chance. */
  readonly alpha: AlphaShares;
  /** The rank of a route in the order in which routes were first seen, from 1. */
  readonly rankOf: (route: RouteEvidence) => number;
  readonly findings: Pick<GatePolicy, 'findings' | 'findingGoneAfter' | 'recentHours'>;
  readonly nowMs: number;
  readonly scope: ScopePolicy;
  readonly judgesTimes: boolean;
  /** Why no exchange of this area can be compared; null if one was, or may still be. */
  readonly unmirrored: string | null;
}

/**
 * Whether a route had exchanges that should be compared: a route that policy leaves out entirely makes no area.
 */
function isInScope(route: RouteEvidence): boolean {
  return meantCount(route) > 0;
}

/** The number of exchanges of a route that should have been compared. */
export function meantCount(route: RouteEvidence): number {
  const { compared, primaryFailed, shed, excusedByPolicy } = route;
  return compared + primaryFailed + totalOf(shed) + totalOf(excusedByPolicy);
}

export function routesByArea({ routes }: Evidence): Map<string, RouteEvidence[]> {
  const byArea = new Map<string, RouteEvidence[]>();
  for (const route of routes.values()) {
    const list = byArea.get(route.area);
    if (list === undefined) byArea.set(route.area, [route]);
    else list.push(route);
  }
  return byArea;
}

/** The areas of the config, and those with exchanges that should be compared. */
export function judgedAreas(
  routes: ReadonlyMap<string, readonly RouteEvidence[]>,
  policy: GatePolicy,
): readonly string[] {
  const seen = [...routes].filter(([, ofArea]) => ofArea.some(isInScope)).map(([area]) => area);
  return [...new Set([...policy.areas.keys(), ...seen])].sort();
}

export function sumOf(
  routes: readonly RouteEvidence[],
  count: (route: RouteEvidence) => number,
): number {
  let sum = 0;
  for (const route of routes) sum += count(route);
  return sum;
}

/** A series as a rate over time: the blocks that have ended. */
export function rateBlocks({ blocks }: PairedSeries, nowMs: number): readonly Count[] {
  return endedBlocks(blocks, nowMs).map(({ n, candidateOnly }) => ({ n, k: candidateOnly }));
}

/** The same for pairs of the candidate and the reference. */
export function pairedBlocks(
  { blocks }: PairedSeries,
  nowMs: number,
): readonly Readonly<PairedCounts>[] {
  return endedBlocks(blocks, nowMs);
}

/**
 * The routes in the order in which they were first seen, from 1.
 *
 * @param others of the same epoch; the ranks include them, so that these tests do not depend on whether they are
 *   in view
 */
export function routeRanks(
  { routes }: Evidence,
  others: readonly RouteEvidence[] = [],
): (route: RouteEvidence) => number {
  const ordered = [...routes.values(), ...others].sort(
    (a, b) =>
      (a.firstSeenMs ?? Infinity) - (b.firstSeenMs ?? Infinity) || compare(a.route, b.route),
  );
  const ranks = new Map(ordered.map((route, at) => [route, at + 1]));
  return (route) => ranks.get(route) ?? ranks.size + 1;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Exchanges by reason, over these routes. */
export function sumByReason(
  routes: readonly RouteEvidence[],
  counts: (route: RouteEvidence) => ReadonlyMap<string, number>,
): Map<string, number> {
  const sums = new Map<string, number>();
  for (const route of routes) {
    for (const [reason, count] of counts(route)) sums.set(reason, (sums.get(reason) ?? 0) + count);
  }
  return sums;
}

/** The sum of these counts. */
export function totalOf(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

/** When the first and the last exchange of these routes were seen; null before the first. */
export function seenBetween(
  routes: readonly RouteEvidence[],
): { readonly firstMs: number; readonly lastMs: number } | null {
  let firstMs = Number.POSITIVE_INFINITY;
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const { firstSeenMs, lastSeenMs } of routes) {
    if (firstSeenMs !== null) firstMs = Math.min(firstMs, firstSeenMs);
    if (lastSeenMs !== null) lastMs = Math.max(lastMs, lastSeenMs);
  }
  return firstMs <= lastMs ? { firstMs, lastMs } : null;
}

/** How long `more` exchanges take at the rate of the `seen` ones; null if there are none. */
export function waitMsFor(
  more: number | null,
  seen: number,
  routes: readonly RouteEvidence[],
  nowMs: number,
): number | null {
  if (more === 0) return 0;
  const span = seenBetween(routes);
  if (more === null || span === null || seen === 0) return null;
  const elapsedMs = nowMs - span.firstMs;
  return elapsedMs > 0 ? Math.round((more * elapsedMs) / seen) : null;
}
