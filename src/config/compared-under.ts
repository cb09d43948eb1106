import { createHash } from 'node:crypto';
import { partsOfRoute } from '../vocabulary/operation-name.ts';
import { configuredRules } from './compare-rules.ts';
import { outOfPathOf } from './out-of-path.ts';
import { segmentsOf } from './request-path.ts';
import { createRouteMatcher } from './route-matcher.ts';
import { noArea } from './route-table.ts';
import type { Config } from './schema.ts';

/**
 * A short digest of the rules under which a route is compared: evidence with different digests is never added.
 */
export type ComparedUnder = (route: string) => string;

type Deciding = Pick<
  Config,
  'candidate' | 'compare' | 'gate' | 'identities' | 'mirror' | 'outOfPath' | 'routes' | 'secondary'
>;

/** The digest must stay the same across processes, because it is saved with the evidence. */
const digestChars = 12;
/** More routes than evidence ever names. */
const cachedMax = 20_000;

/**
 * A digest of everything that decides how the answers of a route are compared and counted: the candidate's
 * requests and time limits, the compared answers, the rules, and the counts of its area. Keys that only judge the
 * counts (the rest of `gate`), show them (`redact`) or limit them (limits, `capture`, `mirror.sample`) are not in
 * it.
 */
export function comparedUnder(config: Deciding): ComparedUnder {
  const everywhere = rulesForAll(config);
  const rulesOf = rulesByRoute(config);
  const find = createRouteMatcher(config.routes);
  const own = new Map<string, string>();
  for (const { match } of config.routes) {
    const { route, operation } = partsOfRoute(match);
    // The rules of an operation apply in addition to those of its route.
    const rules = operation === '' ? [rulesOf(match)] : [rulesOf(route), rulesOf(match)];
    own.set(match, digestOf([everywhere, ...rules]));
  }
  const common = digestOf([everywhere, rulesOf(null)]);
  const automatic = new Map<string, string>();
  return (route) => {
    const known = own.get(route) ?? own.get(partsOfRoute(route).route) ?? automatic.get(route);
    if (known !== undefined) return known;
    // If a route of the config replaces an automatic one, nothing more is counted for the automatic one.
    const [method = '', path = ''] = route.split(' ');
    const taking = find(method, segmentsOf(path) ?? []);
    const digest = taking === undefined ? common : digestOf([common, taking.match]);
    if (automatic.size >= cachedMax) automatic.clear();
    automatic.set(route, digest);
    return digest;
  };
}

function rulesForAll(config: Deciding): unknown {
  const { candidate, identities, mirror, secondary } = config;
  const { hostHeader, timeoutMs, path, headers, query } = candidate;
  const { learn, forbid, pin, seed } = identities;
  const { methods } = mirror;
  const copies = outOfPathOf(config);
  return {
    methods,
    // Primary's answers to Parallax are not those to clients.
    outOfPath: copies && { on: true, primaryOwnState: copies.primaryOwnState },
    // Only their names: a credential may be renewed.
    candidate: { hostHeader, timeoutMs, path, headers: editedIn(headers), query: editedIn(query) },
    // Nothing is translated while the candidate shares primary's state.
    identities: methods === 'all' ? { learn, forbid, pin, seed } : undefined,
    // If there is a secondary, it is the reference of times, and its differences are noise.
    secondary: secondary?.kind,
  };
}

function editedIn(edits: { readonly set: object; readonly remove: readonly string[] } | undefined) {
  return edits && { set: Object.keys(edits.set).sort(), remove: edits.remove.toSorted() };
}

/** For a route of the config, or any other route: its rules, including those for all routes, and its counts. */
function rulesByRoute({
  compare,
  gate,
  mirror: { methods },
  routes,
}: Deciding): (match: string | null) => unknown {
  const { everywhere, byRoute } = configuredRules({ compare, routes });
  const ownRules = new Map(byRoute.map(({ route, rules }) => [route, rules]));
  const configured = new Map(routes.map((route) => [route.match, route]));
  return (match) => {
    const { area, by, mirror, safe, timeoutMs, compare: own } = configured.get(match ?? '') ?? {};
    const rules = [...everywhere, ...(ownRules.get(match ?? '') ?? [])];
    return {
      area,
      by,
      mirror,
      safe: methods === 'safe' && safe,
      timeoutMs,
      headers: compare.headers,
      ownHeaders: own?.headers,
      lexical: own?.lexical ?? compare.lexical,
      clocks: own?.clocks ?? compare.clocks,
      rules: rules.map(({ kind, terms }) => [kind, terms]),
      counts: countedIn(gate, area ?? noArea),
    };
  };
}

/** Sums of one value must not continue as those of another. */
function countedIn({ areas }: Deciding['gate'], area: string): unknown {
  // An area may be called `constructor`.
  const counts = Object.hasOwn(areas, area) ? areas[area]?.counts : undefined;
  return counts?.map(({ name, of, function: by, routes }) => ({ name, of, by, routes }));
}

function digestOf(deciding: unknown): string {
  const text = JSON.stringify(withoutUnset(deciding));
  return createHash('sha256').update(text).digest('hex').slice(0, digestChars);
}

/** A new key of a later version without a value must not change the digest. */
function withoutUnset(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutUnset);
  const members = Object.entries(value)
    // The values of `equate` are data, in which false and null are values.
    .map(([key, member]) => [key, key === 'values' ? member : withoutUnset(member)] as const)
    .filter(([, member]) => !isUnset(member));
  return Object.fromEntries(members);
}

function isUnset(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
