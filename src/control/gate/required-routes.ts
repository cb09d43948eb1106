import type { ScopePolicy } from '../../config/out-of-scope.ts';
import type { RouteEvidence } from '../../vocabulary/evidence.ts';
import { partsOfRoute } from '../../vocabulary/operation-name.ts';
import { meantCount } from './area-evidence.ts';
import { leftOutOf } from './left-out.ts';

/** A required route, and what was seen of it. */
interface RequiredRoute {
  readonly name: string;
  readonly routes: readonly RouteEvidence[];
}

/** What was seen of a route of an area: its operations, if it has any, all together. */
export function requiredRoute(
  name: string,
  { routes }: { readonly routes: readonly RouteEvidence[] },
): RequiredRoute {
  const isOf = ({ route }: RouteEvidence): boolean =>
    route === name || partsOfRoute(route).route === name;
  return { name, routes: routes.filter(isOf) };
}

/**
 * Whether all that was seen of an operation was left out, as the config says: of the entries for operations of
 * one route, which of them are mutations shows only in the traffic.
 */
export function isMeantOut({ name, routes }: RequiredRoute, scope: ScopePolicy): boolean {
  if (partsOfRoute(name).operation === '' || routes.length === 0) return false;
  return (
    routes.every((route) => meantCount(route) === 0 && route.leftOut.size > 0) &&
    leftOutOf(routes, scope).every(({ standing }) => standing === 'meant')
  );
}
