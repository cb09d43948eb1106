import type { CompareConfig } from '../../config/compare-schema.ts';
import {
  absolute,
  compareDecimals,
  type Decimal,
  distance,
  parseDecimal,
  product,
  rounded,
} from '../../vocabulary/decimal.ts';
import { exactNumberText } from '../../vocabulary/exact-number.ts';
import { parseTimestamp } from './timestamp.ts';

type ToleranceConfig = CompareConfig['tolerance'][number];

/** Decides whether two values are close enough to count as equal. */
export interface Tolerance {
  isWithin(primary: unknown, candidate: unknown): boolean;
  /**
   * Whether the tolerance applies to values of this kind. Such a value alone cannot distinguish array
   * elements.
   */
  concerns(value: unknown): boolean;
}

/**
 * Numbers are compared exactly, so that 0.3 and 0.4 are 0.1 apart. If several limits are given, a value needs
 * to be within one of them.
 */
export function createTolerance(config: ToleranceConfig): Tolerance {
  const { durationMs, numericStrings } = config;
  const limits = numberLimits(config);

  function numberOf(value: unknown): Decimal | null {
    if (limits.length === 0) return null;
    if (typeof value === 'number') return parseDecimal(String(value));
    if (typeof value !== 'string') return null;
    const exact = exactNumberText(value);
    if (exact !== null) return parseDecimal(exact);
    return numericStrings ? parseDecimal(value) : null;
  }

  return {
    isWithin(primary, candidate) {
      if (isNumber(primary) !== isNumber(candidate)) return false;
      const [left, right] = [numberOf(primary), numberOf(candidate)];
      if (left !== null && right !== null) return limits.some((limit) => limit(left, right));
      return durationMs !== undefined && isWithinDuration(primary, candidate, durationMs);
    },
    concerns: (value) =>
      numberOf(value) !== null ||
      (durationMs !== undefined && typeof value === 'string' && parseTimestamp(value) !== null),
  };
}

type NumberLimit = (a: Decimal, b: Decimal) => boolean;

function numberLimits({ absolute: apart, relative, decimals }: ToleranceConfig): NumberLimit[] {
  const limits: NumberLimit[] = [];
  if (apart !== undefined) {
    const limit = decimalOf(apart);
    limits.push((a, b) => compareDecimals(distance(a, b), limit) <= 0);
  }
  if (relative !== undefined) {
    const share = decimalOf(relative);
    limits.push((a, b) => compareDecimals(distance(a, b), product(share, larger(a, b))) <= 0);
  }
  if (decimals !== undefined) {
    limits.push((a, b) => compareDecimals(rounded(a, decimals), rounded(b, decimals)) === 0);
  }
  return limits;
}

function decimalOf(value: number): Decimal {
  return parseDecimal(String(value)) ?? { digits: 0n, power: 0 };
}

function larger(a: Decimal, b: Decimal): Decimal {
  const [left, right] = [absolute(a), absolute(b)];
  return compareDecimals(left, right) > 0 ? left : right;
}

function isNumber(value: unknown): boolean {
  return (
    typeof value === 'number' || (typeof value === 'string' && exactNumberText(value) !== null)
  );
}

function isWithinDuration(primary: unknown, candidate: unknown, durationMs: number): boolean {
  if (typeof primary !== 'string' || typeof candidate !== 'string') return false;
  const [left, right] = [parseTimestamp(primary), parseTimestamp(candidate)];
  if (left === null || right === null || left.form !== right.form) return false;
  return Math.abs(left.ms - right.ms) <= durationMs;
}
