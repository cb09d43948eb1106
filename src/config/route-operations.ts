import type { RouteConfig } from './schema.ts';
import { parseRouteTemplate } from './route-template.ts';

/** An entry of `routes` for one operation, and the entry for the route that it refines. */
interface OperationEntry {
  readonly entry: RouteConfig;
  readonly of: RouteConfig;
}

/**
 * The entries for one operation of a route, by their `match`. They inherit missing keys from the entry of their
 * route.
 */
export function operationEntries(
  routes: readonly RouteConfig[],
): ReadonlyMap<string, OperationEntry> {
  const byMatch = new Map(routes.map((route) => [route.match, route]));
  const entries = new Map<string, OperationEntry>();
  for (const entry of routes) {
    const { route, operation } = parseRouteTemplate(entry.match);
    const of = operation === '' ? undefined : byMatch.get(route);
    if (of !== undefined) entries.set(entry.match, { entry, of });
  }
  return entries;
}

/**
 * The routes, in which entries for operations inherit the keys of their route, except `compare`, whose rules are
 * added.
 */
export function withInherited(routes: readonly RouteConfig[]): readonly RouteConfig[] {
  const entries = operationEntries(routes);
  if (entries.size === 0) return routes;
  return routes.map((route) => {
    const found = entries.get(route.match);
    if (found === undefined) return route;
    const { compare: _, ...inherited } = found.of;
    return { ...inherited, ...route };
  });
}
