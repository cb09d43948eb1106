import { partsOfRoute, routeOfOperation } from '../vocabulary/operation-name.ts';
import { percentDecoded } from '../vocabulary/percent-decoded.ts';
import { cachedByPath, segmentsOf } from './request-path.ts';
import { createRouteMatcher } from './route-matcher.ts';
import { withInherited } from './route-operations.ts';
import type { Config, RouteConfig } from './schema.ts';

/** The mirroring policy of one route; members are null if the config does not set them. */
export interface RoutePolicy {
  /** The name of the route in the config: policies with the same name belong to one route. */
  readonly match: string | null;
  /** `off`: its exchanges are left out, with the reason `route_off`. */
  readonly mirror: 'on' | 'off';
  /** Its requests only read, for any method. */
  readonly safe: boolean;
  /**
   * Some of its operations write, or are not mirrored, despite its method and `safe`: a request with an unknown
   * operation must count as one of these.
   */
  readonly mayHideWrites: boolean;
  /** The share of clients that is mirrored, in place of `mirror.sample`. */
  readonly sample: number | null;
  /** The most exchanges per second that are mirrored. */
  readonly perSecondMax: number | null;
  /** Replaces the timeout of each deployment. */
  readonly timeoutMs: number | null;
}

const usual: RoutePolicy = {
  match: null,
  mirror: 'on',
  safe: false,
  mayHideWrites: false,
  sample: null,
  perSecondMax: null,
  timeoutMs: null,
};

/**
 * The mirroring policy for a request, found by the same rules as its route in the route table. Cheap enough to
 * call for each exchange; returns the same objects each time.
 *
 * @returns a function of the method and the target as they stood in the request line, and of the operation, if
 *   the route has any; never throws
 */
export function routePolicyOf({
  routes,
}: Pick<Config, 'routes'>): (method: string, target: string, operation?: string) => RoutePolicy {
  const policies = new Map<string, RoutePolicy>();
  for (const route of withInherited(routes)) policies.set(route.match, policyOf(route, routes));
  if ([...policies.values()].every((policy) => policy === usual)) return () => usual;
  const find = createRouteMatcher(routes);
  const routeOf = cachedByPath((method, path) => {
    const segments = segmentsOf(path);
    const route = segments === null ? undefined : find(method, segments.map(percentDecoded));
    return { match: route?.match ?? '' };
  });
  return (method, target, operation = '') => {
    const { match } = routeOf(method, target);
    return policies.get(routeOfOperation(match, operation)) ?? policies.get(match) ?? usual;
  };
}

/**
 * @param routes as in the config: the cap of a route applies to all its operations without their own, together
 */
function policyOf(route: RouteConfig, routes: readonly RouteConfig[]): RoutePolicy {
  const mayHideWrites = hidesWrites(route, routes);
  if (!saysSomething(route) && !mayHideWrites) return usual;
  const { mirror = 'on', safe = false } = route;
  const { sample = null, perSecondMax = null, timeoutMs = null } = route;
  const isCapInherited =
    perSecondMax !== null &&
    routes.every((one) => one.match !== route.match || one.perSecondMax === undefined);
  const match = isCapInherited ? partsOfRoute(route.match).route : route.match;
  return { match, mirror, safe, mayHideWrites, sample, perSecondMax, timeoutMs };
}

/**
 * Queries and mutations of GraphQL share a route, and an entry for one operation may differ from that of its
 * route.
 */
function hidesWrites({ match, by }: RouteConfig, routes: readonly RouteConfig[]): boolean {
  if (by === undefined) return false;
  if (by.body === 'graphql') return true;
  return routes.some(
    (one) =>
      one.match !== match &&
      partsOfRoute(one.match).route === match &&
      (one.safe === false || one.mirror === 'off'),
  );
}

function saysSomething({ mirror, safe, sample, perSecondMax, timeoutMs }: RouteConfig): boolean {
  const numbers = [sample, perSecondMax, timeoutMs];
  return mirror === 'off' || safe === true || numbers.some((number) => number !== undefined);
}
