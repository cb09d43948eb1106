import { createHash } from 'node:crypto';
import { partsOfRoute } from '../vocabulary/operation-name.ts';
import { configuredRules } from './compare-rules.ts';
import { outOfPathOf } from './out-of-path-schema.ts';
import { segmentsOf } from './request-path.ts';
import { createRouteMatcher } from './route-matcher.ts';
import { noArea } from './route-table.ts';
import type { Config } from './schema.ts';

/** Under which rules a route is compared, as a short digest: evidence of two digests is never one. */
export type ComparedUnder = (route: string) => string;

type Deciding = Pick<
  Config,
  'candidate' | 'compare' | 'gate' | 'identities' | 'mirror' | 'outOfPath' | 'routes' | 'secondary'
>;

/** The digest of one process stays that of the next: it is saved with the evidence. */
const digestChars = 12;
/** As many routes as evidence ever names, and more. */
const cachedMax = 20_000;

/**
 * A digest of all that decides how the answers of a route are compared and counted: what the candidate is
 * asked for and how long it may take, which answers are held against each other, by which rules, and what its area
 * counts in them. What only judges the counts (the rest of `gate`), shows them (`redact`) or bounds them (limits, `capture`, `mirror.sample`) is not
 * in it.
 */
export function comparedUnder(config: Deciding): ComparedUnder {
  const everywhere = rulesForAll(config);
  const rulesOf = rulesByRoute(config);
  const find = createRouteMatcher(config.routes);
  const own = new Map<string, string>();
  for (const { match } of config.routes) {
    const { route, operation } = partsOfRoute(match);
    // What the config says of an operation comes on top of what it says of its route.
    const rules = operation === '' ? [rulesOf(match)] : [rulesOf(route), rulesOf(match)];
    own.set(match, digestOf([everywhere, ...rules]));
  }
  const common = digestOf([everywhere, rulesOf(null)]);
  const automatic = new Map<string, string>();
  return (route) => {
    const known = own.get(route) ?? own.get(partsOfRoute(route).route) ?? automatic.get(route);
    if (known !== undefined) return known;
    // If a route of the config takes over what an automatic one stood for, nothing more is counted there.
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
    // What primary answers Parallax is not what it answered a client.
    outOfPath: copies && { on: true, primaryOwnState: copies.primaryOwnState },
    // By their names: a credential may be renewed.
    candidate: { hostHeader, timeoutMs, path, headers: editedIn(headers), query: editedIn(query) },
    // Nothing is translated while the candidate has primary's state.
    identities: methods === 'all' ? { learn, forbid, pin, seed } : undefined,
    // Times are held against the secondary, where there is one, and what it differs in is noise.
    secondary: secondary?.kind,
  };
}

function editedIn(edits: { readonly set: object; readonly remove: readonly string[] } | undefined) {
  return edits && { set: Object.keys(edits.set).sort(), remove: edits.remove.toSorted() };
}

/** Of a route of the config, or of any other: its rules, those for all included, and what it is counted under. */
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

/** Sums of one thing must not go on as those of another one. */
function countedIn({ areas }: Deciding['gate'], area: string): unknown {
  // An area may be called `constructor`.
  const counts = Object.hasOwn(areas, area) ? areas[area]?.counts : undefined;
  return counts?.map(({ name, of, function: by, routes }) => ({ name, of, by, routes }));
}

function digestOf(deciding: unknown): string {
  const text = JSON.stringify(withoutUnset(deciding));
  return createHash('sha256').update(text).digest('hex').slice(0, digestChars);
}

/** A key that is new in a later version, and says nothing, must not change the digest. */
function withoutUnset(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutUnset);
  const members = Object.entries(value)
    // What `equate` takes for the same is data, in which false and null are values.
    .map(([key, member]) => [key, key === 'values' ? member : withoutUnset(member)] as const)
    .filter(([, member]) => !isUnset(member));
  return Object.fromEntries(members);
}

function isUnset(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
