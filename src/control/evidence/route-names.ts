import { noArea } from '../../config/route-table.ts';
import type { Config } from '../../config/schema.ts';
import { type Evidence, routeKey } from '../../vocabulary/evidence.ts';
import { isNamable, otherRoute } from '../route-name.ts';

/** What an exchange is counted under. */
interface CountedUnder {
  readonly area: string;
  readonly route: string;
}

/** Under which route the evidence counts an exchange. */
export type RouteNames = (evidence: Evidence, exchange: CountedUnder) => CountedUnder;

const other: CountedUnder = { area: noArea, route: otherRoute };

/**
 * Routes are capped where they are made, too. But evidence outlives the plane that makes them, which
 * then makes others; the routes of the config have their place in any case.
 */
export function routeNames({
  routes,
  routesMax,
}: Pick<Config, 'routes' | 'routesMax'>): RouteNames {
  const configured = new Set(routes.map(({ match }) => match));
  const max = routesMax + configured.size;
  return (evidence, exchange) => {
    if (evidence.routes.has(routeKey(exchange.area, exchange.route))) return exchange;
    if (evidence.routes.size < max && isNamable(exchange.route)) return exchange;
    return configured.has(exchange.route) ? exchange : other;
  };
}
