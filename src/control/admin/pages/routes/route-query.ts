import { latencyPair } from '../../../latency-pair.ts';
import type { RouteCounts } from '../../../route-counts.ts';

/** The orders of the rows; each begins with the most important ones. */
const orders = ['mismatches', 'errors', 'exchanges', 'latency', 'route'] as const;

export type Order = (typeof orders)[number];

/** The filter and order of the table, from the page's address. */
export interface RouteQuery {
  readonly order: Order;
  /** Empty for all. */
  readonly area: string;
  /** Part of a route's name, in any case; empty for all. */
  readonly text: string;
}

/** Reads the address; ignores invalid parameters. */
export function readRouteQuery(query: Readonly<Record<string, string>>): RouteQuery {
  const { order = '', area = '', text = '' } = query;
  return {
    order: orders.find((known) => known === order) ?? 'mismatches',
    area,
    text: text.trim(),
  };
}

export function routeQueryUrl({ order, area, text }: RouteQuery): string {
  const given = Object.entries({ order: order === 'mismatches' ? '' : order, area, text });
  const search = new URLSearchParams(given.filter(([, value]) => value !== '')).toString();
  return search === '' ? '/routes' : `/routes?${search}`;
}

/** The filtered and sorted routes. */
export function selectRoutes(
  routes: readonly RouteCounts[],
  { order, area, text }: RouteQuery,
): readonly RouteCounts[] {
  const wanted = text.toLowerCase();
  return routes
    .filter((one) => area === '' || one.area === area)
    .filter(({ route }) => route.toLowerCase().includes(wanted))
    .sort((a, b) => ranks[order](b) - ranks[order](a) || (a.route < b.route ? -1 : 1));
}

const ranks: Readonly<Record<Order, (route: RouteCounts) => number>> = {
  mismatches: ({ mismatched }) => mismatched,
  errors: ({ outcomes }) => outcomes.candidate_error,
  exchanges: ({ exchanges }) => exchanges,
  latency: (route) => latencyPair(route, 0.5)?.ratio ?? 0,
  route: () => 0,
};
