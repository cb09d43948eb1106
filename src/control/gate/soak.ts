import type { Evidence } from '../../vocabulary/evidence.ts';
import { judgedAreas, routesByArea, seenBetween } from './area-evidence.ts';
import type { GatePolicy } from './resolve-policy.ts';

const hourMs = 3_600_000;

/** How long traffic of an area was watched, and how long it must be. */
export interface AreaSoak {
  readonly area: string;
  readonly soakedMs: number;
  readonly requiredMs: number;
}

/** From the first exchange of each area to the last, as the soak criterion counts it. */
export function soakByArea(evidence: Evidence, policy: GatePolicy): readonly AreaSoak[] {
  const routes = routesByArea(evidence);
  return judgedAreas(routes, policy).map((area) => {
    const span = seenBetween(routes.get(area) ?? []);
    const { soakHours } = policy.areas.get(area) ?? policy.otherAreas;
    return {
      area,
      soakedMs: span === null ? 0 : span.lastMs - span.firstMs,
      requiredMs: soakHours * hourMs,
    };
  });
}
