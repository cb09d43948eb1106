import { aspects } from '../../vocabulary/difference.ts';
import {
  emptyRouteEvidence,
  type Evidence,
  fieldSetCharsMax,
  fieldSetsMax,
  keptKey,
  noisyField,
  otherField,
  type RouteEvidence,
} from '../../vocabulary/evidence.ts';
import { addAt, type PairedCounts } from '../../vocabulary/paired-series.ts';
import type { Reading } from '../../vocabulary/reading.ts';
import { isCertain, isKnownNoise, type Place, recordFields } from './record-fields.ts';
import { recordReadings } from './record-readings.ts';
import { recordTimings, type TimingMargins, type Times } from './record-timings.ts';

/** The facts about one exchange that the gate needs. */
export interface ObservedExchange {
  readonly epoch: string;
  readonly area: string;
  readonly route: string;
  /** A digest of the rules that it was compared under; empty if there is only one set of rules. */
  readonly under?: string;
  /** Milliseconds since 1970, on the steady clock. */
  readonly wallClockMs: number;
  /**
   * `answered`: both gave a whole answer. `candidate_failed`: the candidate gave none.
   * `primary_failed`: primary answered with an error where the candidate did not.
   */
  readonly kind: 'answered' | 'candidate_failed' | 'primary_failed';
  /** 5xx, errors of GraphQL that primary does not have, or no whole answer. */
  readonly candidateError: boolean;
  readonly primaryError: boolean;
  /** Places where candidate and primary differ; one that repeats counts once. */
  readonly differences: readonly Place[];
  /** There are more differences than are listed. */
  readonly truncated: boolean;
  /** The bodies could not be read, so that only the rest was compared. */
  readonly unread?: boolean;
  /** Where secondary and primary differ; null where the secondary gave no whole answer. */
  readonly secondary: {
    readonly differences: readonly Place[];
    readonly truncated: boolean;
  } | null;
  /** Null unless both times were measured in the same way. The reference is the secondary's, else primary's. */
  readonly latency: Times | null;
  /** Of an event stream; null for other answers. */
  readonly stream?: { readonly firstEvent: Times | null; readonly largestGap: Times | null } | null;
  /** Values in the answers: counts, and Server-Timing. */
  readonly readings?: readonly Reading[];
}

/**
 * Adds an exchange to the evidence, in place.
 *
 * @param margins by how much a time must be longer to count, in the exchange's area
 * @returns what changed: all that is counted about its route
 */
export function recordExchange(
  evidence: Evidence,
  exchange: ObservedExchange,
  margins: TimingMargins,
): RouteEvidence {
  const route = routeOf(evidence, exchange);
  const atMs = exchange.wallClockMs;
  see(route, atMs);
  addAt(route.errors, atMs, oneOf(exchange.candidateError, exchange.primaryError));
  if (exchange.kind === 'primary_failed') {
    route.primaryFailed += 1;
    return route;
  }
  evidence.epochs.set(exchange.epoch, (evidence.epochs.get(exchange.epoch) ?? 0) + 1);
  route.compared += 1;
  if (exchange.kind === 'candidate_failed') {
    route.failed += 1;
    noteMismatch(route, atMs, 'certain');
    return route;
  }
  if (exchange.unread === true) route.unread += 1;
  noteMismatch(route, atMs, recordDifferences(route, exchange));
  recordTimings(route, exchange, margins);
  recordReadings(route, exchange, margins);
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
  under: { readonly area: string; readonly route: string; readonly under?: string },
  as: 'shed' | 'leftOut' | 'excusedByPolicy',
  reason: string,
): RouteEvidence {
  const counted = routeOf(evidence, under);
  counted[as].set(reason, (counted[as].get(reason) ?? 0) + 1);
  return counted;
}

function routeOf(
  { routes }: Evidence,
  { area, route, under = '' }: Pick<ObservedExchange, 'area' | 'route' | 'under'>,
): RouteEvidence {
  const key = keptKey({ area, route, under });
  const known = routes.get(key);
  if (known !== undefined) return known;
  const started = emptyRouteEvidence(area, route, under);
  routes.set(key, started);
  return started;
}

function see(route: RouteEvidence, atMs: number): void {
  if (route.firstSeenMs === null || atMs < route.firstSeenMs) route.firstSeenMs = atMs;
  if (route.lastSeenMs === null || atMs > route.lastSeenMs) route.lastSeenMs = atMs;
}

function oneOf(candidate: boolean, reference: boolean): PairedCounts {
  return {
    n: 1,
    candidateOnly: candidate && !reference ? 1 : 0,
    referenceOnly: reference && !candidate ? 1 : 0,
  };
}

/**
 * Whether the differences are a mismatch by present knowledge: `certain` if they cannot be noise, `likely` if
 * they may still turn out to be noise, `none` if all are known noise.
 */
type Mismatch = 'none' | 'likely' | 'certain';

function noteMismatch(route: RouteEvidence, atMs: number, mismatch: Mismatch): void {
  addAt(route.mismatches, atMs, oneOf(mismatch !== 'none', false));
  if (mismatch === 'certain') route.certain += 1;
}

function recordDifferences(route: RouteEvidence, exchange: ObservedExchange): Mismatch {
  const candidate = recordFields(route, exchange);
  if (exchange.secondary !== null) route.judged += 1;
  if (candidate.size === 0) return 'none';
  route.differing += 1;
  countAspects(route, exchange.differences);
  const unknown = [...candidate].filter(([key]) => !isKnownNoise(key, route.fields.get(key)));
  recordFieldSet(route, new Set(candidate.keys()));
  if (unknown.length === 0) return 'none';
  return unknown.some(([, places]) => places.some(isCertain)) ? 'certain' : 'likely';
}

function countAspects(route: RouteEvidence, places: readonly Place[]): void {
  for (const aspect of aspects) {
    if (places.some((place) => place.aspect === aspect)) route.aspects[aspect] += 1;
  }
}

/** The set has no known noise: a few fields that differ at random would make a set for each combination. */
function recordFieldSet(route: RouteEvidence, keys: ReadonlySet<string>): void {
  const { fields, fieldSets } = route;
  const names = new Set<string>();
  for (const key of keys) {
    const field = fields.get(key);
    if (field === undefined) names.add(otherField);
    else names.add(isKnownNoise(key, field) ? noisyField : key);
  }
  const set = [...names].sort().join('\n');
  const isNamable = set.length <= fieldSetCharsMax;
  const hasRoom = fieldSets.has(set) || fieldSets.size < fieldSetsMax;
  const shown = isNamable && hasRoom ? set : otherField;
  fieldSets.set(shown, (fieldSets.get(shown) ?? 0) + 1);
}
