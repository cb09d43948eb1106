import { readIsoTime, readMailTime, type WrittenTime } from '../../vocabulary/written-time.ts';
import { exactNumberText } from '../../vocabulary/exact-number.ts';

/** A time as a deployment wrote it. */
export interface Stamp {
  /** Milliseconds since the epoch; a time without a zone counts as UTC. */
  readonly ms: number;
  /** The same for times in the same format: zone, seconds or milliseconds. */
  readonly form: string;
  readonly hasZone: boolean;
  /** Digits of the fraction of a second, without zeros at the end. */
  readonly fractionDigits: number;
  /** The digits with these zeros. */
  readonly writtenDigits: number;
}

/** No time is longer: JavaScript's format spells out the zone. */
const charsMax = 80;

/** Parses a date with a time of day, or a number that is a time in a usual unit; null for other values. */
export function readStamp(value: unknown): Stamp | null {
  if (typeof value === 'number') return numericStamp(String(value), 'number');
  if (typeof value !== 'string' || value.length > charsMax) return null;
  const exact = exactNumberText(value);
  if (exact !== null) return numericStamp(exact, 'number');
  return /^\d+(?:\.\d+)?$/.test(value) ? numericStamp(value, 'text') : textStamp(value);
}

function textStamp(text: string): Stamp | null {
  const iso = readIsoTime(text);
  if (iso !== null) return iso.hasClock ? isoStamp(text, iso) : null;
  const mail = readMailTime(text);
  return mail === null ? spelledStamp(text) : stampOf(mail, 'mail');
}

const spelled = /^[A-Za-z\d ,:/.()+-]+$/;
const clock = /\b\d{1,2}:\d{2}(?::\d{2})?\b/;
const year = /\b20\d{2}\b/;
const zone = /\b(?:GMT|UTC)\b|[+-]\d{4}\b/;

/**
 * Times as programs print them for people: `Fri Nov 27 2026 12:00:00 GMT+0000`, `11/27/2026, 12:00:00 PM`.
 * The parser accepts more than times, and uses this machine's zone if there is none. So the caller checks the
 * result against the time of the exchange.
 */
function spelledStamp(text: string): Stamp | null {
  if (!spelled.test(text) || !clock.test(text) || !year.test(text)) return null;
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) return null;
  const form = text.replaceAll(/\d+/g, '0').replaceAll(/[A-Za-z]+/g, 'a');
  return { ms, form, hasZone: zone.test(text), fractionDigits: 0, writtenDigits: 0 };
}

/** What is between the numbers, whether there are seconds, and the zone. */
const isoSpelling = /^.{10}(.)\d\d:\d\d(:?)(?:\d\d(?:([.,])(\d+))?)?(.*)$/;

function isoStamp(text: string, time: WrittenTime): Stamp {
  const [, separator, seconds, point = '', digits = '', zone] = isoSpelling.exec(text) ?? [];
  const form = `${separator}${seconds}${point === ',' ? point : ''}${zone}`;
  return { ...stampOf(time, form), writtenDigits: digits.length };
}

function stampOf({ seconds, fraction, hasZone }: WrittenTime, form: string): Stamp {
  const ms = seconds * 1000 + Number(`0.${fraction}0`) * 1000;
  const digits = fraction.length;
  return { ms, form, hasZone, fractionDigits: digits, writtenDigits: digits };
}

/** Digits before the point, and how many of them are a fraction of a second; for the years 2001 to 2286. */
const units: ReadonlyMap<number, number> = new Map([
  [10, 0],
  [13, 3],
  [16, 6],
  [19, 9],
]);

function numericStamp(text: string, type: 'number' | 'text'): Stamp | null {
  const [whole = '', decimals = ''] = text.split('.');
  const unit = units.get(whole.length);
  if (unit === undefined || !/^[1-9]\d*$/.test(whole) || !/^\d*$/.test(decimals)) return null;
  const seconds = Number(whole.slice(0, whole.length - unit));
  const fraction = (whole.slice(whole.length - unit) + decimals).replace(/0+$/, '');
  return stampOf({ seconds, fraction, hasClock: true, hasZone: true }, `${type} ${unit}`);
}
