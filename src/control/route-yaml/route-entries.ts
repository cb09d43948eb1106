import { requestsOf } from '../../config/route-faults.ts';
import { noArea } from '../../config/route-table.ts';
import { type Config, configSchema, type RouteConfig } from '../../config/schema.ts';
import { partsOfRoute } from '../../vocabulary/operation-name.ts';
import type { RouteCounts } from '../route-counts.ts';
import { proposedArea } from './proposed-area.ts';
import { routeHints } from './route-hints.ts';

/** An entry of `routes`, with its comments. */
export interface RouteEntry {
  readonly keys: Readonly<Record<string, unknown>>;
  readonly exchanges: number;
  readonly notes: readonly string[];
  /** Lines that belong to the entry and are commented out. */
  readonly hints: readonly string[];
}

interface RouteEntries {
  /** Each can be written in a config, and no two match the same requests. */
  readonly entries: readonly RouteEntry[];
  /** Routes in the traffic that cannot have an entry: `(other)`, `OPTIONS *`. */
  readonly withoutEntry: readonly RouteCounts[];
}

/** The routes of the config as they are, then other routes in the traffic, by area and path. */
export function routeEntries(
  { routes }: Pick<Config, 'routes'>,
  seen: readonly RouteCounts[],
): RouteEntries {
  const byName = Map.groupBy(seen, ({ route }) => nameOf(route));
  const own = routes.filter(({ documentOnly }) => documentOnly !== true);
  const configured = own.map((route) => configuredEntry(route, countsOf(route, byName)));
  const isConfigured = new Set(own.map(({ match }) => nameOf(match)));
  const documented = new Set(routes.map(({ match }) => nameOf(match)));
  const withOperations = new Set(own.flatMap(({ match, by }) => (by === undefined ? [] : [match])));
  // `by` may have been removed from the config since the operation was seen.
  const canStand = (route: string): boolean => {
    const parts = partsOfRoute(route);
    return parts.operation === '' || withOperations.has(parts.route);
  };
  const found: RouteEntry[] = [];
  const withoutEntry: RouteCounts[] = [];
  for (const [name, counts] of byName) {
    if (isConfigured.has(name)) continue;
    const isSound = counts.every(({ route }) => canStand(route));
    const entry = isSound ? seenEntry(counts, documented.has(name)) : null;
    if (entry === null) withoutEntry.push(...counts);
    else found.push(entry);
  }
  found.sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
  return { entries: [...configured, ...found], withoutEntry };
}

/** The requests of a route are those of its operations. */
function countsOf(
  { match, by }: RouteConfig,
  byName: ReadonlyMap<string, readonly RouteCounts[]>,
): readonly RouteCounts[] {
  const name = nameOf(match);
  if (by === undefined) return byName.get(name) ?? [];
  return [...byName.values()]
    .flat()
    .filter(({ route }) => nameOf(partsOfRoute(route).route) === name);
}

function configuredEntry(route: RouteConfig, counts: readonly RouteCounts[]): RouteEntry {
  const { match, area, compare, documentOnly: _, ...others } = route;
  const written = writable(match);
  const keys = { match: written, ...(area !== undefined && { area }) };
  const rest = Object.fromEntries(
    Object.entries(others).filter(([, value]) => value !== undefined),
  );
  const isWhole = isEntry({ ...keys, ...rest });
  const leftOut = [
    ...(compare === undefined ? [] : ['compare']),
    ...(isWhole ? [] : Object.keys(rest)),
  ];
  return {
    keys: isWhole ? { ...keys, ...rest } : keys,
    exchanges: sumOf(counts),
    notes: [
      ...(route.by === undefined || counts.length === 0 ? [] : ['over all its operations']),
      ...(leftOut.length === 0 ? [] : [`keep its keys ${leftOut.join(', ')}`]),
    ],
    hints: [],
  };
}

/** Null if no entry can match it. */
function seenEntry(counts: readonly RouteCounts[], isDocumented: boolean): RouteEntry | null {
  const [first] = counts;
  if (first === undefined) return null;
  const match = writable(first.route);
  const area = first.area === noArea ? proposedArea(match) : first.area;
  const keys = { match, ...(area !== undefined && { area }) };
  if (!isEntry(keys)) return null;
  const statuses = counts.flatMap((one) => one.statuses.all());
  const isMissing = statuses.length > 0 && statuses.every(({ primary }) => primary === 404);
  return {
    keys,
    exchanges: sumOf(counts),
    notes: [
      ...(isDocumented ? ['in the OpenAPI document'] : []),
      ...(isMissing ? ['primary answers only 404'] : []),
    ],
    hints: routeHints(first),
  };
}

/** In a config, `${` would be a variable of the environment; invisible characters are percent-encoded. */
function writable(match: string): string {
  return match.replaceAll('${', '%24{').replaceAll(/[\p{Cc}\p{Cf}]/gu, encodeURIComponent);
}

/** The schema decides what an entry is; a match with unprintable characters is refused as well. */
function isEntry(keys: { readonly match: string }): boolean {
  return !/\p{C}/u.test(keys.match) && configSchema.shape.routes.safeParse([keys]).success;
}

/** The same for all entries that match the same requests; the operation behind a path is part of it. */
function nameOf(route: string): string {
  const [method = '', path, ...operation] = route.split(' ');
  if (path === undefined) return route;
  return [requestsOf(`${method} ${path}`), ...operation].join(' ');
}

function orderOf({ keys }: RouteEntry): string {
  const [method = '', path = '', operation = ''] = String(keys.match).split(' ');
  // Routes without an area come last.
  return [keys.area ?? '\uffff', path, method, operation].map(String).join(' ');
}

function sumOf(counts: readonly RouteCounts[]): number {
  return counts.reduce((sum, { exchanges }) => sum + exchanges, 0);
}
