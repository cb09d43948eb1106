import type { Evidence, RouteEvidence } from '../../vocabulary/evidence.ts';
import { sumOfSeries } from '../../vocabulary/paired-series.ts';
import { judgedAreas, routesByArea, seenBetween } from './area-evidence.ts';
import type { GatePolicy } from './resolve-policy.ts';

const hourMs = 3_600_000;

/** How long traffic of an area was compared, and how long it must be. */
export interface AreaSoak {
  readonly area: string;
  readonly soakedMs: number;
  readonly requiredMs: number;
}

export function soakByArea(evidence: Evidence, policy: GatePolicy): readonly AreaSoak[] {
  const routes = routesByArea(evidence);
  return judgedAreas(routes, policy).map((area) => {
    const { soakHours } = policy.areas.get(area) ?? policy.otherAreas;
    return { area, soakedMs: soakOf(routes.get(area) ?? []), requiredMs: soakHours * hourMs };
  });
}

/**
 * The time in which exchanges of these routes were compared, in milliseconds: the sum of the gaps between them
 * that are at most an hour; exact to the length of a block.
 */
export function soakOf(routes: readonly RouteEvidence[]): number {
  const { lengthMs, counts } = sumOfSeries(routes.map((route) => route.mismatches)).blocks;
  const indexes = [...counts.keys()].sort((a, b) => a - b);
  const gapMax = Math.max(1, Math.floor(hourMs / lengthMs));
  let blocks = 0;
  for (const [at, index] of indexes.entries()) {
    const gap = index - (indexes[at - 1] ?? Number.NEGATIVE_INFINITY);
    blocks += gap <= gapMax ? gap : 1;
  }
  const span = seenBetween(routes);
  return span === null ? 0 : Math.min(blocks * lengthMs, span.lastMs - span.firstMs);
}
