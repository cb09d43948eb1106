import { absolute, compareDecimals, type Decimal, floorOf } from './decimal.ts';

/** A time as it was written. */
export interface WrittenTime {
  /** Whole seconds since the epoch; where no zone was written, as if it were UTC. */
  readonly seconds: number;
  /** The digits of the fraction of a second, without zeros at the end. */
  readonly fraction: string;
  /** Without one, it is a date alone. */
  readonly hasClock: boolean;
  readonly hasZone: boolean;
}

/** RFC 3339 and the variants of databases: a blank for the T, no zone, no seconds, a date alone. */
const isoParts =
  /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?([Zz]|[+-]\d{2}(?::?\d{2})?)?)?$/;

/** RFC 9110, section 5.6.7, and the zones of RFC 5322, section 3.3. */
const mailParts =
  /^(?:(Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?(\d{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4}) (\d{2}:\d{2})(?::(\d{2}))? (GMT|UTC|UT|[+-]\d{4})$/;

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** Reads a time of RFC 3339 or a variant; null for other texts and for dates that do not exist. */
export function readIsoTime(text: string): WrittenTime | null {
  const found = isoParts.exec(text);
  if (found === null) return null;
  const [, date = '', clock, second = '00', fraction = '', zone] = found;
  const seconds = secondsOf(date, clock ?? '00:00', second, zone);
  if (seconds === null) return null;
  return {
    seconds,
    fraction: fraction.replace(/0+$/, ''),
    hasClock: clock !== undefined,
    hasZone: zone !== undefined,
  };
}

/** Reads a time of HTTP or mail; null for other texts, for dates that do not exist, and for a wrong weekday. */
export function readMailTime(text: string): WrittenTime | null {
  const found = mailParts.exec(text);
  if (found === null) return null;
  const [, weekday, day = '', month = '', year = '', clock = '', second = '00', zone = ''] = found;
  const monthNumber = String(months.indexOf(month) + 1).padStart(2, '0');
  const date = `${year}-${monthNumber}-${day.padStart(2, '0')}`;
  const offset = /\d/.test(zone) ? zone : 'Z';
  const seconds = secondsOf(date, clock, second, offset);
  if (seconds === null) return null;
  const isNamedSo = weekday === undefined || weekdays[new Date(date).getUTCDay()] === weekday;
  return isNamedSo ? { seconds, fraction: '', hasClock: true, hasZone: true } : null;
}

function secondsOf(
  date: string,
  clock: string,
  second: string,
  zone: string | undefined,
): number | null {
  // `Date.UTC` would take the year 1 for 1901.
  const ms = Date.parse(`${date}T${clock}:${second}Z`);
  // `Date.parse` turns a day that the month does not have into one of the next month.
  if (Number.isNaN(ms) || !new Date(ms).toISOString().startsWith(date)) return null;
  return ms / 1000 - offsetSeconds(zone);
}

/** The offset of `Z`, `+02`, `+0200` or `+02:00`. */
export function offsetSeconds(zone = 'Z'): number {
  if (zone.length === 1) return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + (zone.length > 3 ? Number(zone.slice(-2)) : 0);
  return (zone.startsWith('-') ? -1 : 1) * minutes * 60;
}

/** The unit of a number that is a time. */
export type EpochUnit = 'seconds' | 'milliseconds' | 'either';

/** With `either`, numbers from here on are milliseconds: the year 5138 in seconds, 1973 in milliseconds. */
const millisecondsFrom = 100_000_000_000n;

/** In seconds; outside of these, years do not have four digits. */
const earliest = -62_167_219_200n;
const latest = 253_402_300_799n;

/** Reads a number since the epoch as a time; null if the year does not have four digits. */
export function readEpochTime(written: Decimal, unit: EpochUnit): WrittenTime | null {
  const { digits, power } = written;
  const isMilliseconds =
    unit === 'milliseconds' ||
    (unit === 'either' &&
      compareDecimals(absolute(written), { digits: millisecondsFrom, power: 0 }) >= 0);
  const { whole, fraction } = floorOf({ digits, power: isMilliseconds ? power - 3 : power });
  if (whole < earliest || whole > latest) return null;
  return { seconds: Number(whole), fraction, hasClock: true, hasZone: true };
}

/**
 * One text for all spellings of a moment: that of RFC 3339 in UTC, or without a zone where none is
 * known. Nothing is rounded. Null for years that do not have four digits.
 *
 * @param zoneSeconds what a time without a zone means; null where that is not known
 */
export function momentText(time: WrittenTime, zoneSeconds: number | null): string | null {
  const hasZone = time.hasZone || zoneSeconds !== null;
  const seconds = time.hasZone ? time.seconds : time.seconds - (zoneSeconds ?? 0);
  const text = new Date(seconds * 1000).toISOString();
  if (text.length !== 'YYYY-MM-DDTHH:MM:SS.000Z'.length) return null;
  const point = time.fraction === '' ? '' : '.';
  return `${text.slice(0, -'.000Z'.length)}${point}${time.fraction}${hasZone ? 'Z' : ''}`;
}
