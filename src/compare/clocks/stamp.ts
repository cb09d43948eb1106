import { readIsoTime, readMailTime, type WrittenTime } from '../../vocabulary/written-time.ts';
import { exactNumberText } from '../json/exact-number.ts';

/** A time that may have been written while a request was answered. */
export interface Stamp {
  /** Milliseconds since the epoch; where no zone is given, as if it were in UTC. */
  readonly ms: number;
  /** The same for times that are written alike: in one zone, in seconds, in milliseconds. */
  readonly form: string;
  readonly hasZone: boolean;
  /** Digits of the fraction of a second, without zeros at the end. */
  readonly fractionDigits: number;
  /** With them. */
  readonly writtenDigits: number;
}

/** No time is written longer. */
const charsMax = 40;

/** A time of day on a date, or a number that is one in a usual unit; null for all else. */
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
  return mail === null ? null : stampOf(mail, 'mail');
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

/** Digits before the point, and how many of them are a fraction of a second: from 2001 to 2286. */
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
