import type { ScopePolicy } from '../../config/out-of-scope.ts';
import type { RouteEvidence } from '../../vocabulary/evidence.ts';
import { partsOfRoute } from '../../vocabulary/operation-name.ts';
import { meantCount } from './area-evidence.ts';
import { leftOutOf } from './left-out.ts';

/** A required route, and its evidence. */
interface RequiredRoute {
  readonly name: string;
  readonly routes: readonly RouteEvidence[];
}

/** The evidence of a route of an area: of all its operations, if it has any. */
export function requiredRoute(
  name: string,
  { routes }: { readonly routes: readonly RouteEvidence[] },
): RequiredRoute {
  const isOf = ({ route }: RouteEvidence): boolean =>
    route === name || partsOfRoute(route).route === name;
  return { name, routes: routes.filter(isOf) };
}

/**
 * Whether policy left out every exchange of an operation. Only the traffic shows which operations of a route are
 * mutations.
 */
export function isMeantOut({ name, routes }: RequiredRoute, scope: ScopePolicy): boolean {
  if (partsOfRoute(name).operation === '' || routes.length === 0) return false;
  return (
    routes.every((route) => meantCount(route) === 0 && route.leftOut.size > 0) &&
    leftOutOf(routes, scope).every(({ standing }) => standing === 'meant')
  );
}
