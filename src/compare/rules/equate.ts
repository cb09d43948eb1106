import type { CompareConfig } from '../../config/compare-schema.ts';
import { compareDecimals, parseDecimal } from '../../vocabulary/decimal.ts';
import { exactNumberText } from '../../vocabulary/exact-number.ts';
import { countSame } from '../same-json.ts';

/** Creates a test of whether a value, undefined if there is none, is one of these. */
export function createEquated({
  values,
  missing,
}: CompareConfig['equate'][number]): (value: unknown) => boolean {
  return (value) => (value === undefined ? missing : values.some((one) => isSameValue(one, value)));
}

function isSameValue(configured: unknown, value: unknown): boolean {
  if (configured === value) return true;
  if (typeof value === 'string' && typeof configured === 'number') {
    const [left, right] = [exactNumberText(value), String(configured)].map((text) =>
      text === null ? null : parseDecimal(text),
    );
    if (left === null || left === undefined || right === null || right === undefined) return false;
    return compareDecimals(left, right) === 0;
  }
  return countSame(configured, value) !== null;
}
