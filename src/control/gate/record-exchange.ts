import type { LatencyMargin } from '../statistics/latency-indicator.ts';
import { isSlower } from '../statistics/latency-indicator.ts';
import { aspects, type NamedField } from '../../vocabulary/difference.ts';
import {
  type Discordance,
  emptyFieldEvidence,
  emptyRouteEvidence,
  type Evidence,
  type FieldEvidence,
  fieldKey,
  fieldSetCharsMax,
  fieldSetsMax,
  fieldsMax,
  marginKey,
  noisyField,
  otherField,
  type RouteEvidence,
  routeKey,
} from '../../vocabulary/evidence.ts';

/** What happened in one exchange, as far as the gate is concerned. */
export interface ObservedExchange {
  readonly epoch: string;
  readonly area: string;
  readonly route: string;
  readonly wallClockMs: number;
  /**
   * `answered`: both gave a whole answer. `candidate_failed`: the candidate gave none.
   * `primary_failed`: primary answered with an error where the candidate did not.
   */
  readonly kind: 'answered' | 'candidate_failed' | 'primary_failed';
  /** 5xx, or no whole answer. */
  readonly candidateError: boolean;
  readonly primaryError: boolean;
  /** Places where candidate and primary differ; one that repeats counts once. */
  readonly differences: readonly NamedField[];
  /** There are more differences than are listed. */
  readonly truncated: boolean;
  /** Where secondary and primary differ; null where the secondary gave no whole answer. */
  readonly secondary: {
    readonly differences: readonly NamedField[];
    readonly truncated: boolean;
  } | null;
  /** Milliseconds, measured alike; null where they were not. The reference is secondary's, else primary's. */
  readonly latency: { readonly candidateMs: number; readonly referenceMs: number } | null;
}

/** Where the differences go that were found but not listed: they are never known as noise alone. */
const unlisted: NamedField = { aspect: 'body', kind: 'changed', template: '(not listed)' };

/**
 * Adds an exchange to the evidence, in place.
 *
 * @param margin the latency margin of the exchange's area
 * @returns what changed: all that is counted about its route
 */
export function recordExchange(
  evidence: Evidence,
  exchange: ObservedExchange,
  margin: LatencyMargin,
): RouteEvidence {
  const route = routeOf(evidence, exchange.area, exchange.route);
  see(route, exchange.wallClockMs);
  countDiscordance(route.errors, exchange.candidateError, exchange.primaryError);
  if (exchange.kind === 'primary_failed') {
    route.primaryFailed += 1;
    return route;
  }
  evidence.epochs.set(exchange.epoch, (evidence.epochs.get(exchange.epoch) ?? 0) + 1);
  route.compared += 1;
  if (exchange.kind === 'candidate_failed') {
    route.failed += 1;
    return route;
  }
  recordDifferences(route, exchange);
  if (exchange.latency !== null) recordLatency(route, exchange.latency, margin);
  return route;
}

/**
 * Adds an exchange that was not compared, where its route is known.
 *
 * @param as `shed` where it was to be compared, `leftOut` where policy left it out, `excusedByPolicy`
 *   where it follows from what policy left out
 * @returns what changed: all that is counted about its route
 */
export function recordNotCompared(
  evidence: Evidence,
  { area, route }: { readonly area: string; readonly route: string },
  as: 'shed' | 'leftOut' | 'excusedByPolicy',
  reason: string,
): RouteEvidence {
  const counted = routeOf(evidence, area, route);
  counted[as].set(reason, (counted[as].get(reason) ?? 0) + 1);
  return counted;
}

function routeOf({ routes }: Evidence, area: string, route: string): RouteEvidence {
  const key = routeKey(area, route);
  const known = routes.get(key);
  if (known !== undefined) return known;
  const started = emptyRouteEvidence(area, route);
  routes.set(key, started);
  return started;
}

function see(route: RouteEvidence, wallClockMs: number): void {
  if (route.firstSeenMs === null || wallClockMs < route.firstSeenMs) {
    route.firstSeenMs = wallClockMs;
  }
  if (route.lastSeenMs === null || wallClockMs > route.lastSeenMs) route.lastSeenMs = wallClockMs;
}

function countDiscordance(counts: Discordance, candidate: boolean, reference: boolean): void {
  if (candidate && reference) counts.both += 1;
  else if (candidate) counts.candidateOnly += 1;
  else if (reference) counts.referenceOnly += 1;
}

function recordDifferences(route: RouteEvidence, exchange: ObservedExchange): void {
  const candidate = keysOf(exchange.differences, exchange.truncated);
  if (exchange.secondary !== null) {
    const secondary = keysOf(exchange.secondary.differences, exchange.secondary.truncated);
    route.judged += 1;
    countDiscordance(route.judgedDiffering, candidate.size > 0, secondary.size > 0);
    for (const key of candidate) {
      const field = fieldOf(route, key);
      if (secondary.has(key)) field.both += 1;
      else field.candidateOnly += 1;
    }
    for (const key of secondary) if (!candidate.has(key)) fieldOf(route, key).referenceOnly += 1;
  }
  if (candidate.size === 0) return;
  route.differing += 1;
  countAspects(route, exchange.differences);
  for (const key of candidate) fieldOf(route, key).differing += 1;
  recordFieldSet(route, candidate);
}

function keysOf(places: readonly NamedField[], truncated: boolean): Set<string> {
  const keys = new Set(places.map(fieldKey));
  if (truncated) keys.add(fieldKey(unlisted));
  return keys;
}

function countAspects(route: RouteEvidence, places: readonly NamedField[]): void {
  for (const aspect of aspects) {
    if (places.some((place) => place.aspect === aspect)) route.aspects[aspect] += 1;
  }
}

function fieldOf({ fields }: RouteEvidence, key: string): FieldEvidence {
  const shown = fields.has(key) || fields.size < fieldsMax ? key : otherField;
  const field = fields.get(shown) ?? emptyFieldEvidence();
  fields.set(shown, field);
  return field;
}

/**
 * Known noise is left out of the set: a few fields that differ now and then would make as many sets
 * as there are combinations of them.
 */
function recordFieldSet(route: RouteEvidence, keys: ReadonlySet<string>): void {
  const { fields, fieldSets } = route;
  const names = new Set<string>();
  for (const key of keys) {
    const field = fields.get(key);
    if (field === undefined) names.add(otherField);
    else names.add(field.both + field.referenceOnly > 0 ? noisyField : key);
  }
  const set = [...names].sort().join('\n');
  const isNamable = set.length <= fieldSetCharsMax;
  const hasRoom = fieldSets.has(set) || fieldSets.size < fieldSetsMax;
  const shown = isNamable && hasRoom ? set : otherField;
  fieldSets.set(shown, (fieldSets.get(shown) ?? 0) + 1);
}

function recordLatency(
  route: RouteEvidence,
  { candidateMs, referenceMs }: { candidateMs: number; referenceMs: number },
  margin: LatencyMargin,
): void {
  const key = marginKey(margin);
  const counts = route.latency.get(key) ?? { measured: 0, slower: 0 };
  route.latency.set(key, counts);
  counts.measured += 1;
  if (isSlower(candidateMs, referenceMs, margin)) counts.slower += 1;
}
