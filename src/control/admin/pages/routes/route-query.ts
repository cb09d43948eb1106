import { latencyPair } from '../../../latency-pair.ts';
import type { RouteCounts } from '../../../route-counts.ts';

/** What rows are ordered by; each begins with what most needs to be looked at. */
const orders = ['mismatches', 'errors', 'exchanges', 'latency', 'route'] as const;

export type Order = (typeof orders)[number];

/** What is asked of the table; all of it stands in the page's address. */
export interface RouteQuery {
  readonly order: Order;
  /** Empty for all. */
  readonly area: string;
  /** Part of a route's name, in any case; empty for all. */
  readonly text: string;
}

/** Reads the address; what cannot be understood is as if it were not there. */
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

/** The routes that are asked for, in the order that is asked for. */
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
