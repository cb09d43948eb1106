import { clockSkewMs, type LagRecord } from '../../vocabulary/lag-record.ts';
import type { Span } from '../../vocabulary/span.ts';

/** When the two deployments handled a request, and earlier ones. */
export interface PairTimes {
  readonly primary: Span;
  readonly candidate: Span;
  /** Null if the candidate shares primary's state: both read the same stored time. */
  readonly lags: LagRecord | null;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Usual lifetimes of things, and periods of reports. */
const customary: readonly number[] = [
  ...[10, 30].map((one) => one * second),
  ...[1, 2, 3, 5, 10, 15, 20, 30, 45, 90].map((one) => one * minute),
  ...[1, 2, 3, 4, 6, 8, 12, 18, 36].map((one) => one * hour),
  ...[1, 2, 3, 5, 7, 10, 14, 15, 21, 28, 29, 30, 31, 45, 60, 90].map((one) => one * day),
  ...[120, 180, 181, 182, 184, 270, 360, 365, 366, 730, 731, 1095, 1826].map((one) => one * day),
];
const offsets: readonly number[] = [0, ...customary, ...customary.map((one) => -one)];

/**
 * Whether two times name one moment, each by its own deployment's clock: a time during this request, or one
 * that was mirrored before, or a round offset from there, as in an expiry. The candidate's may be later by at
 * most the lag with which that request was mirrored.
 *
 * @param primaryMs and `candidateMs`, milliseconds since the epoch
 */
export function isSameMoment(times: PairTimes, primaryMs: number, candidateMs: number): boolean {
  return (
    isOfThisRequest(times, primaryMs, candidateMs) ||
    isOfEarlierRequest(times, primaryMs, candidateMs)
  );
}

function isOfThisRequest(
  { primary, candidate }: PairTimes,
  primaryMs: number,
  candidateMs: number,
): boolean {
  const apartMs = candidateMs - primaryMs;
  const leastMs = candidate.fromMs - primary.toMs - 2 * clockSkewMs;
  const mostMs = candidate.toMs - primary.fromMs + 2 * clockSkewMs;
  if (apartMs < leastMs || apartMs > mostMs) return false;
  // Both have the same offset from their request, and the offset is round.
  const fromMs = Math.max(primaryMs - primary.toMs, candidateMs - candidate.toMs) - clockSkewMs;
  const toMs = Math.min(primaryMs - primary.fromMs, candidateMs - candidate.fromMs) + clockSkewMs;
  return fromMs <= toMs && hasRound(fromMs, toMs);
}

/** Whether a range of offsets contains a round one: whole minutes, or tens of seconds if short. */
function hasRound(fromMs: number, toMs: number): boolean {
  const step = Math.min(Math.abs(fromMs), Math.abs(toMs)) <= 5 * minute ? 10 * second : minute;
  return Math.ceil(fromMs / step) * step <= toMs;
}

function isOfEarlierRequest({ lags }: PairTimes, primaryMs: number, candidateMs: number): boolean {
  if (lags === null) return false;
  return offsets.some((offset) => {
    const span = lags.at(primaryMs - offset);
    return span !== null && isIn(span, candidateMs - offset);
  });
}

function isIn({ fromMs, toMs }: Span, ms: number): boolean {
  return ms >= fromMs && ms <= toMs;
}
