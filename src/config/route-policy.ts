import { percentDecoded } from '../vocabulary/percent-decoded.ts';
import { cachedByPath, segmentsOf } from './request-path.ts';
import { createRouteMatcher } from './route-matcher.ts';
import type { Config, RouteConfig } from './schema.ts';

/** What the config says about mirroring one route; null where it says nothing. */
export interface RoutePolicy {
  /** Names the route in the config: two policies of one name are of one route. */
  readonly match: string | null;
  /** `off`: its exchanges are left out, with the reason `route_off`. */
  readonly mirror: 'on' | 'off';
  /** Its requests only read, whatever their method. */
  readonly safe: boolean;
  /** The share of clients that is mirrored, in place of `mirror.sample`. */
  readonly sample: number | null;
  /** How many of its exchanges are sent on per second at most. */
  readonly perSecondMax: number | null;
  /** In place of the timeout of each deployment. */
  readonly timeoutMs: number | null;
}

const usual: RoutePolicy = {
  match: null,
  mirror: 'on',
  safe: false,
  sample: null,
  perSecondMax: null,
  timeoutMs: null,
};

/**
 * What the config says about mirroring a request, by the same rules as the route table finds its
 * route. Cheap enough to be asked for each exchange; the answers are the same objects each time.
 *
 * @returns a function of the method and the target as they stood in the request line; never throws
 */
export function routePolicyOf({
  routes,
}: Pick<Config, 'routes'>): (method: string, target: string) => RoutePolicy {
  if (!routes.some(saysSomething)) return () => usual;
  const policies = new Map(routes.map((route) => [route.match, policyOf(route)]));
  const find = createRouteMatcher(routes);
  return cachedByPath((method, path) => {
    const segments = segmentsOf(path);
    if (segments === null) return usual;
    const route = find(method, segments.map(percentDecoded));
    return route === undefined ? usual : (policies.get(route.match) ?? usual);
  });
}

function policyOf(route: RouteConfig): RoutePolicy {
  if (!saysSomething(route)) return usual;
  const { match, mirror = 'on', safe = false } = route;
  const { sample = null, perSecondMax = null, timeoutMs = null } = route;
  return { match, mirror, safe, sample, perSecondMax, timeoutMs };
}

function saysSomething({ mirror, safe, sample, perSecondMax, timeoutMs }: RouteConfig): boolean {
  const numbers = [sample, perSecondMax, timeoutMs];
  return mirror === 'off' || safe === true || numbers.some((number) => number !== undefined);
}
