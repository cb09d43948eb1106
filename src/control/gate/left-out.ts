import { namesRoute, type ScopePolicy } from '../../config/out-of-scope.ts';
import type { RouteEvidence } from '../../vocabulary/evidence.ts';
import type { PolicyReason } from '../counted-as.ts';
import { meantCount, sumOf } from './area-evidence.ts';
import { unseenOf } from './unseen.ts';

/** The exchanges of one route that policy left out for one reason. */
export interface LeftOut {
  readonly route: string;
  readonly reason: string;
  readonly count: number;
  /**
   * `open`: the config does not declare it as intended. `meant`: it does. `sampled` and `capped`: the mirrored
   * exchanges represent it.
   */
  readonly standing: 'open' | 'meant' | 'sampled' | 'capped';
}

/** The reasons for opaque connections: `connections` in `gate.outOfScope` covers all of them. */
const ofConnections: ReadonlySet<string> = new Set<PolicyReason>([
  'upgrade',
  'refused_expectation',
  'opaque',
]);

/** The exchanges of these routes that policy left out, the largest count first. */
export function leftOutOf(
  routes: readonly RouteEvidence[],
  scope: ScopePolicy,
): readonly LeftOut[] {
  return routes
    .flatMap(({ route, leftOut }) =>
      [...leftOut].map(([reason, count]) => {
        return { route, reason, count, standing: standingOf(route, reason, scope) };
      }),
    )
    .sort((a, b) => b.count - a.count || (a.route < b.route ? -1 : 1));
}

/** The number of exchanges that were left out or unseen, and that the config does not declare as intended. */
export function openCount(
  routes: readonly RouteEvidence[],
  scope: ScopePolicy,
): { readonly open: number; readonly seen: number } {
  let open = 0;
  let seen = sumOf(routes, meantCount);
  for (const { standing, count } of leftOutOf(routes, scope)) {
    if (standing === 'open') open += count;
    if (standing !== 'meant') seen += count;
  }
  for (const { isDeclared, count } of unseenOf(routes, scope)) {
    if (isDeclared) seen -= count;
    else open += count;
  }
  return { open, seen };
}

function standingOf(
  route: string,
  reason: string,
  { outOfScope }: ScopePolicy,
): LeftOut['standing'] {
  if (reason === 'not_sampled') return 'sampled';
  if (reason === 'route_rate') return 'capped';
  if (reason === 'route_off' || namesRoute(outOfScope, route)) return 'meant';
  if (reason === 'unsafe_method') return outOfScope.includes('methods') ? 'meant' : 'open';
  return ofConnections.has(reason) && outOfScope.includes('connections') ? 'meant' : 'open';
}
