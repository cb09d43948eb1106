import { exactNumberText } from '../json/exact-number.ts';
import { parseTimestamp } from '../rules/timestamp.ts';
import { textShape } from '../shape/text-shape.ts';

/** A time as a document says it. */
export interface WrittenTime {
  /** Milliseconds since the epoch; where no zone is given, as if it were in UTC. */
  readonly ms: number;
  /** The same for times that are written alike: in text with a zone or without, in seconds, in milliseconds. */
  readonly form: string;
  readonly hasZone: boolean;
  /** Digits of the fraction of a second, without zeros at the end. */
  readonly fractionDigits: number;
}

/** No time is written longer. */
const charsMax = 40;

/** A time of day on a date, or a number that is one in a usual unit; null for all else. */
export function readTime(value: unknown): WrittenTime | null {
  if (typeof value === 'number') return numericTime(String(value), 'number');
  if (typeof value !== 'string' || value.length > charsMax) return null;
  const exact = exactNumberText(value);
  if (exact !== null) return numericTime(exact, 'number');
  return /^\d+(?:\.\d+)?$/.test(value) ? numericTime(value, 'text') : textTime(value);
}

function textTime(text: string): WrittenTime | null {
  const shape = textShape(text);
  if (shape.is === 'time') {
    const parsed = parseTimestamp(text);
    if (parsed === null) return null;
    const { zone, separator, fractionDigits } = shape;
    const form = `${separator} ${zone}`;
    return { ms: parsed.ms, form, hasZone: zone !== 'none', fractionDigits };
  }
  if (shape.name !== 'HTTP date') return null;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : { ms, form: shape.name, hasZone: true, fractionDigits: 0 };
}

/** Digits before the point, and how many of them are a fraction of a second: from 2001 to 2286. */
const units: ReadonlyMap<number, number> = new Map([
  [10, 0],
  [13, 3],
  [16, 6],
  [19, 9],
]);

function numericTime(text: string, type: 'number' | 'text'): WrittenTime | null {
  const [whole = '', decimals = ''] = text.split('.');
  const unit = units.get(whole.length);
  if (unit === undefined || !/^[1-9]\d*$/.test(whole) || !/^\d*$/.test(decimals)) return null;
  const seconds = whole.slice(0, whole.length - unit);
  const fraction = whole.slice(seconds.length) + decimals;
  return {
    ms: Number(seconds) * 1000 + Number(`0.${fraction}0`) * 1000,
    form: `${type} ${unit}`,
    hasZone: true,
    fractionDigits: fraction.replace(/0+$/, '').length,
  };
}
