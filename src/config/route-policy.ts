import { routeOfOperation } from '../vocabulary/operation-name.ts';
import { percentDecoded } from '../vocabulary/percent-decoded.ts';
import { cachedByPath, segmentsOf } from './request-path.ts';
import { createRouteMatcher } from './route-matcher.ts';
import { withInherited } from './route-operations.ts';
import type { Config } from './schema.ts';

/** What the config says about mirroring one route. */
export interface RoutePolicy {
  /** `off`: its exchanges are left out, with the reason `route_off`. */
  readonly mirror: 'on' | 'off';
  /** Its requests only read, whatever their method. */
  readonly safe: boolean;
}

const usual: RoutePolicy = { mirror: 'on', safe: false };

/**
 * What the config says about mirroring a request, by the same rules as the route table finds its
 * route. Cheap enough to be asked for each exchange; the answers are the same objects each time.
 *
 * @returns a function of the method and the target as they stood in the request line, and of the operation, if
 *   the route has any; never throws
 */
export function routePolicyOf({
  routes,
}: Pick<Config, 'routes'>): (method: string, target: string, operation?: string) => RoutePolicy {
  const policies = new Map<string, RoutePolicy>();
  for (const { match, mirror = 'on', safe = false } of withInherited(routes)) {
    policies.set(match, { mirror, safe });
  }
  const isUsual = [...policies.values()].every(({ mirror, safe }) => mirror === 'on' && !safe);
  if (isUsual) return () => usual;
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
