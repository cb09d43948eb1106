import { percentDecoded } from '../vocabulary/percent-decoded.ts';
import { cachedByPath, segmentsOf } from './request-path.ts';
import { createRouteMatcher } from './route-matcher.ts';
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
 * @returns a function of the method and the target as they stood in the request line; never throws
 */
export function routePolicyOf({
  routes,
}: Pick<Config, 'routes'>): (method: string, target: string) => RoutePolicy {
  const policies = new Map<string, RoutePolicy>();
  for (const { match, mirror = 'on', safe = false } of routes) {
    policies.set(match, { mirror, safe });
  }
  const isUsual = [...policies.values()].every(({ mirror, safe }) => mirror === 'on' && !safe);
  if (isUsual) return () => usual;
  const find = createRouteMatcher(routes);
  return cachedByPath((method, path) => {
    const segments = segmentsOf(path);
    if (segments === null) return usual;
    const route = find(method, segments.map(percentDecoded));
    return route === undefined ? usual : (policies.get(route.match) ?? usual);
  });
}
