import { distance, parseDecimal } from '../../vocabulary/decimal.ts';
import { exactNumberText } from '../../vocabulary/exact-number.ts';
import { parseTimestamp } from '../rules/timestamp.ts';
import { textShape } from './text-shape.ts';

/**
 * The distance between two values: two numbers, or numbers in texts, in their own unit; two times in texts in
 * milliseconds. Null for everything else.
 */
export function distanceBetween(primary: unknown, candidate: unknown): number | null {
  if (typeof primary === 'number' && typeof candidate === 'number') {
    return finite(Math.abs(candidate - primary));
  }
  const [left, right] = [numberText(primary), numberText(candidate)];
  if (left !== null && right !== null) return decimalDistance(left, right);
  if (typeof primary !== 'string' || typeof candidate !== 'string') return null;
  if (Math.max(primary.length, candidate.length) > readCharsMax) return null;
  const [leftMs, rightMs] = [timeMs(primary), timeMs(candidate)];
  if (leftMs !== null && rightMs !== null) return finite(Math.abs(rightMs - leftMs));
  const areNumbers = isNumber(primary) && isNumber(candidate);
  return areNumbers ? finite(Math.abs(Number(candidate) - Number(primary))) : null;
}

/** No time is longer, and hardly any number. */
const readCharsMax = 64;

/** The text of a number, which may be one that a double cannot hold. */
function numberText(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? exactNumberText(value) : null;
}

function decimalDistance(primary: string, candidate: string): number | null {
  const [left, right] = [parseDecimal(primary), parseDecimal(candidate)];
  if (left === null || right === null) return null;
  const { digits, power } = distance(left, right);
  return finite(Number(`${digits}e${power}`));
}

/** Milliseconds since the epoch. */
function timeMs(text: string): number | null {
  const { name } = textShape(text);
  if (name === 'HTTP date') return finite(Date.parse(text));
  return name === 'time' || name === 'date' ? (parseTimestamp(text)?.ms ?? null) : null;
}

function isNumber(text: string): boolean {
  return textShape(text).is === 'digits';
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
