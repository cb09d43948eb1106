import {
  type RouteEvidence,
  type Timing,
  type TimingCount,
  timingKey,
  type TimingMargin,
} from '../../vocabulary/evidence.ts';
import { addAt, emptySeries } from '../../vocabulary/paired-series.ts';

/** One time of both sides, in milliseconds: as it was seen, and by how much shorter it may have been. */
export interface Times {
  readonly candidateMs: number;
  readonly referenceMs: number;
  readonly candidateSlackMs?: number;
  readonly referenceSlackMs?: number;
}

/** By how much a time must be longer to count: as slower at all, and as much slower. */
export interface TimingMargins {
  readonly slower: TimingMargin;
  readonly tail: TimingMargin;
  /** Of what Server-Timing counts. */
  readonly counted: TimingMargin;
}

interface TimedExchange {
  readonly wallClockMs: number;
  readonly latency: Times | null;
  readonly stream?: { readonly firstEvent: Times | null; readonly largestGap: Times | null } | null;
}

/**
 * Counts which side was slower by a margin, for each time of an exchange. If both are alike, each is as
 * likely to be the slower one. A time is an interval: if it is slower at one end and not at the other,
 * {@link TimingCount} says for which side the exchange counts (interval censoring).
 */
export function recordTimings(
  route: RouteEvidence,
  { wallClockMs, latency, stream }: TimedExchange,
  { slower, tail }: Omit<TimingMargins, 'counted'>,
): void {
  record(route, 'total', latency, slower, wallClockMs);
  record(route, 'tail', latency, tail, wallClockMs);
  record(route, 'first_event', stream?.firstEvent ?? null, slower, wallClockMs);
  record(route, 'largest_gap', stream?.largestGap ?? null, tail, wallClockMs);
}

function record(
  { timings }: RouteEvidence,
  timing: Timing,
  times: Times | null,
  margin: TimingMargin,
  atMs: number,
): void {
  if (times === null) return;
  const { candidateMs, referenceMs, candidateSlackMs = 0, referenceSlackMs = 0 } = times;
  const candidateLeastMs = candidateMs - candidateSlackMs;
  const referenceLeastMs = referenceMs - referenceSlackMs;
  const keys = keysOf(timing, margin);
  add(keys.least, candidateLeastMs, referenceMs);
  add(keys.most, candidateMs, referenceLeastMs);

  function add(key: string, ofCandidateMs: number, ofReferenceMs: number): void {
    const series = timings.get(key) ?? emptySeries();
    timings.set(key, series);
    addAt(series, atMs, {
      n: 1,
      candidateOnly: isLonger(ofCandidateMs, ofReferenceMs, margin) ? 1 : 0,
      referenceOnly: isLonger(ofReferenceMs, ofCandidateMs, margin) ? 1 : 0,
    });
  }
}

type Keys = Readonly<Record<TimingCount, string>>;

/** Every exchange needs the same few keys: to write the numbers in them anew took longer than to count. */
const keysByMargin = new WeakMap<TimingMargin, Map<Timing, Keys>>();

function keysOf(timing: Timing, margin: TimingMargin): Keys {
  let keys = keysByMargin.get(margin);
  if (keys === undefined) keysByMargin.set(margin, (keys = new Map<Timing, Keys>()));
  let ofTiming = keys.get(timing);
  if (ofTiming === undefined) {
    const key = (counted: TimingCount): string => timingKey(timing, margin, counted);
    keys.set(timing, (ofTiming = { least: key('least'), most: key('most') }));
  }
  return ofTiming;
}

function isLonger(oneMs: number, otherMs: number, { factor, extraMs }: TimingMargin): boolean {
  return oneMs > factor * otherMs + extraMs;
}
