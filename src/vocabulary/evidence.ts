import { type Aspect, aspects, differenceKinds, type NamedField } from './difference.ts';
import { type Blocks, emptyFineSeries, emptySeries, type PairedSeries } from './paired-series.ts';
import type { ReadingUnit } from './reading.ts';
import type { SideSums } from './side-sums.ts';
import type { Watched } from './watched.ts';

/**
 * The counts a verdict is computed from. Everything in it is added when two are merged, so that
 * the evidence of threads, restarts and sidecars is one. Changed in place by whoever records.
 */
export interface Evidence {
  /**
   * Exchanges compared per epoch. An epoch is one candidate version since the last time its
   * evidence was reset; evidence of more than one epoch supports no promotion.
   */
  readonly epochs: Map<string, number>;
  readonly coverage: Coverage;
  /** By {@link routeKey}; where evidence of several rules is kept together, by {@link keptKey}. */
  readonly routes: Map<string, RouteEvidence>;
  /**
   * What the gate has proven against the candidate, by {@link proofKey}; it stands while the epoch and the
   * rules do.
   */
  readonly proofs: Map<string, Proof>;
  readonly watched: Watched;
}

/** A criterion that failed once. */
export interface Proof {
  /** Milliseconds since 1970. */
  readonly atMs: number;
  readonly reason: string;
  /**
   * A mark of each route that was in evidence in the area, and of the rules it was compared under. It is set
   * where evidence is kept.
   */
  readonly on?: readonly string[];
}

/** How much of the traffic the comparisons stand for: exchanges at each stage of their way. */
export interface Coverage {
  /** Could have been mirrored by policy: method, target, the candidate's own state. */
  eligible: number;
  /** Of those, chosen by `mirror.sample`. */
  sampled: number;
  /** Of those, sent to the candidate. */
  mirrored: number;
  /** Of those, compared. */
  compared: number;
  /** Meant to be compared and lost or excused, by reason; the reasons are from a fixed set. */
  readonly shed: Map<string, number>;
}

/** What is counted about one route. */
export interface RouteEvidence {
  readonly area: string;
  readonly route: string;
  /**
   * A digest of the rules that it was compared under. Empty where an earlier version counted it; then it is
   * set once, in place.
   */
  under: string;
  /** Wall clock, milliseconds since the epoch; null before the first exchange. */
  firstSeenMs: number | null;
  lastSeenMs: number | null;
  /** Exchanges the candidate was held to: it matched, differed, or gave no whole answer. */
  compared: number;
  /** Of those, without a whole answer from the candidate: always mismatches. */
  failed: number;
  /** Of those, with a whole answer that differs in at least one place, noise or not. */
  differing: number;
  /** Of those, by aspect; one that differs in two aspects counts in both. */
  readonly aspects: Record<Aspect, number>;
  /** Exchanges in which primary failed and the candidate did not: not among the compared. */
  primaryFailed: number;
  /** Compared exchanges whose bodies could not be read, so that they say nothing of these. */
  unread: number;
  /**
   * Compared exchanges, and those of which a mismatch was seen when they were recorded: noise that was
   * known by then is none.
   */
  readonly mismatches: PairedSeries;
  /** Of those mismatches, the ones that no noise looks like: no answer, a status, a missing member. */
  certain: number;
  /** Errors (5xx, or no whole answer), among compared and `primaryFailed` together. */
  readonly errors: PairedSeries;
  /** Exchanges in which the secondary answered, too. */
  judged: number;
  /** By {@link fieldKey}; at most {@link fieldsMax} and {@link otherField} where it is recorded. */
  readonly fields: Map<string, FieldEvidence>;
  /**
   * Differing exchanges by the set of fields in which they differ, one key a line, sorted. What
   * is noise is known only later, so that which exchanges are mismatches is decided when looked at.
   */
  readonly fieldSets: Map<string, number>;
  /**
   * Exchanges with both times, and those in which one side was slower by a margin, for sure or perhaps. By
   * {@link timingKey}: the margin is policy, and counts of another margin say nothing.
   */
  readonly timings: Map<string, PairedSeries>;
  /** What the answers of compared exchanges say, added up, by `readingKey`, `referenceKey` and `aloneKey`. */
  readonly sums: Map<string, SideSums>;
  /** Meant to be compared and lost or excused, by reason, where the route was known. */
  readonly shed: Map<string, number>;
  /** Left out by policy, by reason: never meant to be compared. */
  readonly leftOut: Map<string, number>;
  /** The candidate was asked, and what it differs in follows from what policy left out; by reason. */
  readonly excusedByPolicy: Map<string, number>;
}

/** Exchanges by which of two parties showed something: only the one, only the other, or both. */
export interface Discordance {
  candidateOnly: number;
  referenceOnly: number;
  both: number;
}

/** One place where answers differ; the discordance is over the judged exchanges alone. */
export interface FieldEvidence extends Discordance {
  /** Exchanges in which candidate and primary differ here, judged or not. */
  differing: number;
  /** Of those, the ones in which neither the shape of the values nor their distance explains noise. */
  vague: number;
  /** When candidate and primary last differed here, milliseconds since 1970; null where never. */
  lastDifferedMs: number | null;
  /** Judged exchanges in which one of the two lay much farther from primary than the other one. */
  readonly farther: { candidateOnly: number; referenceOnly: number };
  /** The discordance over time; `n` is how many were discordant. */
  readonly blocks: Blocks;
}

/** A body with ever new keys must not grow the process: these bound what a route records. */
export const fieldsMax = 200;
export const fieldSetsMax = 200;
/** Some thirty names: past that, all that is known of a set is that it cannot be ruled out. */
export const fieldSetCharsMax = 1000;
const templateCharsMax = 200;

/** What the fields, and the sets of fields, after the first {@link fieldsMax} are counted under. */
export const otherField = '(other)';
/** Stands in a set for fields that were known as noise when the exchange was recorded. */
export const noisyField = '(noise)';

/**
 * The name of a field: `body changed $.items[*].cost`. Values that look different make another field
 * of it, `body changed $.id (uuid → text)`, so that noise in the one does not excuse the other.
 */
export function fieldKey({ aspect, kind, template, shape = null }: NamedField): string {
  const cut =
    template.length <= templateCharsMax ? template : `${template.slice(0, templateCharsMax)}…`;
  // A line break would make one field of a set look like two.
  const name = `${aspect} ${kind} ${cut.replaceAll(/\p{Cc}/gu, '\ufffd')}`;
  return shape === null ? name : `${name} (${shape})`;
}

/** At the end of a name, where no template has the like: a path ends in a name or in a bracket. */
const shapeSuffix = / \(([^()]+ → [^()]+)\)$/;

/** Reads what {@link fieldKey} has written; null where it has not. */
export function fieldNamed(key: string): (NamedField & { readonly shape: string | null }) | null {
  const suffix = shapeSuffix.exec(key);
  const name = suffix === null ? key : key.slice(0, suffix.index);
  const [aspectText = '', kindText = '', ...rest] = name.split(' ');
  const aspect = aspects.find((one) => one === aspectText);
  const kind = differenceKinds.find((one) => one === kindText);
  const template = rest.join(' ');
  if (aspect === undefined || kind === undefined || template === '') return null;
  return { aspect, kind, template, shape: suffix?.[1] ?? null };
}

/** A route by its area and name: after a change of the config it is counted anew. */
export function routeKey(area: string, route: string): string {
  return `${area} ${route}`;
}

/** A route by its area, its name and the rules it was compared under. */
export function keptKey({
  area,
  route,
  under,
}: Pick<RouteEvidence, 'area' | 'route' | 'under'>): string {
  const key = routeKey(area, route);
  return under === '' ? key : `${key}\n${under}`;
}

/** What is timed of an exchange, and counted with a margin of its own. */
const timings = [
  'total', // the whole answer
  'tail', // the whole answer, by the margin of what is much slower
  'first_event', // of an event stream
  'largest_gap', // of an event stream, by the margin of what is much slower
] as const;

/** What a {@link Reading} says, held against the reference as a time is. */
type ReadTiming = `server ${string} ${ReadingUnit}` | `count ${string}`;

export type Timing = (typeof timings)[number] | ReadTiming;

/**
 * By how much a time must be longer to count: `factor` times the other one, and `extraMs` on top. Of what is
 * counted, `extraMs` is a number of that.
 */
export interface TimingMargin {
  readonly factor: number;
  readonly extraMs: number;
}

/**
 * A time is an interval, so in some exchanges it is not known which side was slower. Each exchange is
 * counted twice: with the least that can be held against the candidate, as if these were slower at the
 * reference, and with the most, as if they were slower at the candidate.
 */
export type TimingCount = 'least' | 'most';

const mostSuffix = ' at most';

/**
 * Names what was timed, the margin, and how exchanges count in which it is not known which side was slower.
 */
export function timingKey(
  timing: Timing,
  { factor, extraMs }: TimingMargin,
  counted: TimingCount,
): string {
  const key = `${timing} ${factor} ${extraMs}`;
  return counted === 'least' ? key : key + mostSuffix;
}

/** The key of the same timing counted with the most; null where this one is, and for what is known exactly. */
export function keyOfMost(key: string): string | null {
  return key.endsWith(mostSuffix) || isOfReadings(key) ? null : key + mostSuffix;
}

/** Whether a {@link timingKey} is of a {@link ReadTiming}. */
export function isOfReadings(key: string): boolean {
  return key.startsWith('server ') || key.startsWith('count ');
}

/** Names a criterion of an area; the area is null for what is asked over all. */
export function proofKey(criterion: string, area: string | null): string {
  return `${criterion} ${area ?? ''}`;
}

/** Evidence of nothing: merged with any other it changes nothing. */
export function emptyEvidence(): Evidence {
  return {
    epochs: new Map(),
    coverage: { eligible: 0, sampled: 0, mirrored: 0, compared: 0, shed: new Map() },
    routes: new Map(),
    proofs: new Map(),
    watched: new Map(),
  };
}

export function emptyRouteEvidence(area: string, route: string, under = ''): RouteEvidence {
  return {
    area,
    route,
    under,
    firstSeenMs: null,
    lastSeenMs: null,
    compared: 0,
    failed: 0,
    differing: 0,
    aspects: Object.fromEntries(aspects.map((aspect) => [aspect, 0])) as Record<Aspect, number>,
    primaryFailed: 0,
    unread: 0,
    mismatches: emptyFineSeries(),
    certain: 0,
    errors: emptySeries(),
    judged: 0,
    fields: new Map(),
    fieldSets: new Map(),
    timings: new Map(),
    sums: new Map(),
    shed: new Map(),
    leftOut: new Map(),
    excusedByPolicy: new Map(),
  };
}

export function emptyFieldEvidence(): FieldEvidence {
  return {
    differing: 0,
    vague: 0,
    lastDifferedMs: null,
    ...noDiscordance(),
    farther: { candidateOnly: 0, referenceOnly: 0 },
    blocks: emptySeries().blocks,
  };
}

function noDiscordance(): Discordance {
  return { candidateOnly: 0, referenceOnly: 0, both: 0 };
}
