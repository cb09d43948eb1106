import { type RouteEvidence, timingKey, type TimingMargin } from '../../vocabulary/evidence.ts';
import { addAt, emptySeries } from '../../vocabulary/paired-series.ts';
import { aloneKey, type Reading, readingKey, referenceKey } from '../../vocabulary/reading.ts';
import { addValue, addValues, isAddable, sumsAt } from '../../vocabulary/side-sums.ts';
import type { TimingMargins } from './record-timings.ts';

/** Answers with ever new names must not grow the process: beyond this many sums, nothing is recorded. */
const sumsMax = 64;

/** Equal totals of floating-point numbers may differ in their last digits. */
export const differentAtAll: TimingMargin = { factor: 1 + 1e-9, extraMs: 0 };

/**
 * Adds the values in the answers of an exchange to the sums of its route, and counts which side needed more, by
 * the margin. The reference is the secondary if it has the value, else primary, as for times. If a value of one
 * side is too large to add, it is left out for all sides.
 *
 * @param readings `secondary` is null if it cannot be the reference
 */
export function recordReadings(
  route: RouteEvidence,
  {
    wallClockMs,
    readings = [],
  }: { readonly wallClockMs: number; readonly readings?: readonly Reading[] },
  { slower, counted }: Pick<TimingMargins, 'slower' | 'counted'>,
): void {
  for (const reading of readings) {
    if (!hasRoomFor(route, reading) || !isAddableOfAll(reading)) continue;
    const { name, unit, primary, candidate, secondary } = reading;
    if (primary === null || candidate === null) {
      const alone = sumsAt(route.sums, aloneKey(reading));
      if (primary !== null) addValue(alone.primary, primary);
      if (candidate !== null) addValue(alone.candidate, candidate);
      continue;
    }
    addValues(sumsAt(route.sums, readingKey(reading)), { primary, candidate });
    const pair = { candidate, reference: secondary ?? primary };
    if (reading.kind === 'count') {
      addValues(sumsAt(route.sums, referenceKey(reading)), { primary: pair.reference, candidate });
      compare(
        route,
        timingKey(`count ${name}`, differentAtAll, 'least'),
        pair,
        differentAtAll,
        wallClockMs,
      );
    } else {
      const margin = unit === 'ms' ? slower : counted;
      compare(
        route,
        timingKey(`server ${name} ${unit}`, margin, 'least'),
        pair,
        margin,
        wallClockMs,
      );
    }
  }
}

/** The three sums of one name are kept together. */
function hasRoomFor({ sums }: RouteEvidence, reading: Reading): boolean {
  const keys = [readingKey(reading), referenceKey(reading), aloneKey(reading)];
  return sums.size < sumsMax || keys.some((key) => sums.has(key));
}

function isAddableOfAll({ primary, candidate, secondary }: Reading): boolean {
  return [primary, candidate, secondary].every((value) => value === null || isAddable(value));
}

function compare(
  { timings }: RouteEvidence,
  key: string,
  { candidate, reference }: { readonly candidate: number; readonly reference: number },
  { factor, extraMs }: TimingMargin,
  atMs: number,
): void {
  const series = timings.get(key) ?? emptySeries();
  timings.set(key, series);
  addAt(series, atMs, {
    n: 1,
    candidateOnly: candidate > factor * reference + extraMs ? 1 : 0,
    referenceOnly: reference > factor * candidate + extraMs ? 1 : 0,
  });
}
