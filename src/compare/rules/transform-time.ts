import type { CompareConfig } from '../../config/compare-schema.ts';
import { floorOf, parseDecimal } from '../json/decimal.ts';
import { exactNumberText } from '../json/exact-number.ts';
import { offsetSeconds, readIsoTime, readMailTime, type WrittenTime } from './timestamp.ts';

type TimeTerms = Pick<CompareConfig['transform'][number], 'zone' | 'epoch'>;
type EpochUnit = NonNullable<TimeTerms['epoch']>;

/** Of `either`, from here on it is milliseconds: the year 5138 in seconds, 1973 in milliseconds. */
const millisecondsFrom = 100_000_000_000n;

/** Past these, in seconds, there are years that are not four digits. */
const earliest = -62_167_219_200n;
const latest = 253_402_300_799n;

/**
 * Makes the function that gives all spellings of a moment one form, that of RFC 3339 in UTC; a time
 * without a zone stays without one, unless the rule says which it means. Nothing is rounded. What is
 * no time stays as it is.
 */
export function createTimeTransform({ zone, epoch }: TimeTerms): (value: unknown) => unknown {
  const zoneSeconds = zone === undefined ? null : offsetSeconds(zone === 'UTC' ? 'Z' : zone);

  function zoned(time: WrittenTime): WrittenTime {
    if (time.hasZone || zoneSeconds === null) return time;
    return { ...time, seconds: time.seconds - zoneSeconds, hasZone: true };
  }

  return (value) => {
    const number = typeof value === 'number' ? String(value) : numberText(value);
    const time =
      number === null
        ? typeof value === 'string'
          ? (readIsoTime(value) ?? readMailTime(value))
          : null
        : epoch === undefined
          ? null
          : readEpoch(number, epoch);
    return time === null ? value : (formOf(zoned(time)) ?? value);
  };
}

/** Of a number that a double does not hold, or of a text that is one. */
function numberText(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const text = exactNumberText(value) ?? value;
  return parseDecimal(text) === null ? null : text;
}

function readEpoch(text: string, epoch: EpochUnit): WrittenTime | null {
  const written = parseDecimal(text);
  if (written === null) return null;
  const isMilliseconds =
    epoch === 'milliseconds' ||
    (epoch === 'either' && magnitude(floorOf(written).whole) >= millisecondsFrom);
  const { digits, power } = written;
  const { whole, fraction } = floorOf({ digits, power: isMilliseconds ? power - 3 : power });
  if (whole < earliest || whole > latest) return null;
  return { seconds: Number(whole), fraction, hasClock: true, hasZone: true };
}

function formOf({ seconds, fraction, hasZone }: WrittenTime): string | null {
  const form = new Date(seconds * 1000).toISOString();
  if (form.length !== 'YYYY-MM-DDTHH:MM:SS.000Z'.length) return null;
  const point = fraction === '' ? '' : '.';
  return `${form.slice(0, -'.000Z'.length)}${point}${fraction}${hasZone ? 'Z' : ''}`;
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}
