import type { CompareConfig } from '../../config/compare-schema.ts';
import { parseDecimal } from '../../vocabulary/decimal.ts';
import {
  momentText,
  offsetSeconds,
  readEpochTime,
  readIsoTime,
  readMailTime,
  type WrittenTime,
} from '../../vocabulary/written-time.ts';
import { exactNumberText } from '../../vocabulary/exact-number.ts';

/**
 * Creates the function that gives all spellings of a moment one form. A time without a zone stays without
 * one, and a number stays a number, unless the rule defines their meaning. Other values stay as they are.
 */
export function createTimeTransform({
  zone,
  epoch,
}: Pick<CompareConfig['transform'][number], 'zone' | 'epoch'>): (value: unknown) => unknown {
  const zoneSeconds = zone === undefined ? null : offsetSeconds(zone === 'UTC' ? 'Z' : zone);

  function timeOf(value: unknown): WrittenTime | null {
    if (typeof value !== 'string' && typeof value !== 'number') return null;
    const text = typeof value === 'number' ? String(value) : (exactNumberText(value) ?? value);
    const number = parseDecimal(text);
    if (number !== null) return epoch === undefined ? null : readEpochTime(number, epoch);
    return readIsoTime(text) ?? readMailTime(text);
  }

  return (value) => {
    const time = timeOf(value);
    return time === null ? value : (momentText(time, zoneSeconds) ?? value);
  };
}
