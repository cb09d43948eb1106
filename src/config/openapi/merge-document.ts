import { parseRouteTemplate } from '../route-template.ts';
import { requestsOf } from '../route-faults.ts';
import type { ReadOperation } from './read-document.ts';

/** The additions of a document to a config. */
export interface MergedDocument {
  /** The number of the config's own routes, which come before those of the document. */
  readonly ownRoutes: number;
  /** The line of the document that gave a value of the config, by the path of the value. */
  readonly lines: ReadonlyMap<string, number>;
  /** Whether an entry of the config's own matches the requests of a route. */
  readonly hasOwn: (route: string) => boolean;
}

/**
 * Merges a document into the routes of a config, in place, before the schema checks it. An entry of the config
 * that matches the same requests, whatever the names of its parameters, wins key by key. An entry for any method
 * applies to all operations of its path.
 */
export function mergeDocument(
  input: Record<string, unknown>,
  operations: readonly ReadOperation[],
): MergedDocument {
  const lines = new Map<string, number>();
  const { routes: own = [] } = input;
  // The schema reports a value that is not a list.
  if (!isList(own)) return { ownRoutes: 0, lines, hasOwn: () => false };
  const routes: unknown[] = [...own];
  const known = new Map<string, number>();
  for (const [index, entry] of own.entries()) {
    const match = matchOf(entry);
    if (match !== null) known.set(requestsOf(match), index);
  }
  const ownNames = new Set(known.keys());
  for (const { routes: matches, area, line } of operations) {
    for (const match of matches) {
      const index = known.get(requestsOf(match)) ?? known.get(requestsOf(anyMethod(match)));
      const given = index === undefined ? undefined : routes[index];
      if (index === undefined) {
        known.set(requestsOf(match), routes.length);
        lines.set(`routes[${routes.length}].match`, line);
        lines.set(`routes[${routes.length}].area`, line);
        routes.push({ match, ...(area !== null && { area }) });
      } else if (area !== null && isWithoutArea(given)) {
        lines.set(`routes[${index}].area`, line);
        routes[index] = { ...given, area };
      }
    }
  }
  if (routes.length > 0) input.routes = routes;
  return {
    ownRoutes: own.length,
    lines,
    hasOwn: (route) =>
      ownNames.has(requestsOf(route)) || ownNames.has(requestsOf(anyMethod(route))),
  };
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** Null for an invalid route, and for one of several operations on the same path. */
function matchOf(entry: unknown): string | null {
  if (typeof entry !== 'object' || entry === null || !('match' in entry)) return null;
  const { match } = entry;
  return typeof match === 'string' && /^\S+ \/\S*$/.test(match) ? match : null;
}

function anyMethod(match: string): string {
  const { method } = parseRouteTemplate(match);
  return `*${match.slice(method.length)}`;
}

function isWithoutArea(entry: unknown): entry is Readonly<Record<string, unknown>> {
  return typeof entry === 'object' && entry !== null && !Object.hasOwn(entry, 'area');
}
