import { parseDecimal } from '../../vocabulary/decimal.ts';
import { exactNumberText } from '../../vocabulary/exact-number.ts';
import { textShape, type TextShape } from './text-shape.ts';

/**
 * The appearance of a value. The name is from a fixed vocabulary and reveals nothing about the value except
 * the number of hexadecimal digits. The rest is for comparing and is never shown.
 */
export type ValueShape = TextShape | IntegerShape | DecimalShape;

interface IntegerShape {
  readonly is: 'integer';
  readonly name: string;
  readonly negative: boolean;
  readonly magnitude: number;
}

interface DecimalShape {
  readonly is: 'decimal';
  readonly name: string;
  readonly negative: boolean;
  /** Digits after the point, without zeros at the end. */
  readonly fractionDigits: number;
}

/** The years 2001 to 2100. */
const epochSecondsMin = Date.UTC(2001, 0) / 1000;
const epochSecondsMax = Date.UTC(2101, 0) / 1000;

/** @param value of a parsed document; undefined for none */
export function shapeOf(value: unknown): ValueShape {
  if (typeof value === 'number') return numberShape(value, String(value));
  if (typeof value !== 'string') return { is: 'plain', name: jsonTypeOf(value) };
  const exact = exactNumberText(value);
  return exact === null ? textShape(value) : numberShape(Number(exact), exact);
}

/** The JSON type of a value, in one word. */
export function jsonTypeOf(value: unknown): string {
  if (value === undefined) return 'absent';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'string' && exactNumberText(value) !== null) return 'number';
  return typeof value;
}

function numberShape(value: number, text: string): ValueShape {
  const negative = value < 0;
  const digits = Number.isSafeInteger(value) && !text.includes('.') ? 0 : fractionDigitsOf(text);
  if (digits > 0) {
    const name = negative ? 'negative decimal' : 'decimal';
    return { is: 'decimal', name, negative, fractionDigits: digits };
  }
  return { is: 'integer', name: integerName(value), negative, magnitude: Math.abs(value) };
}

function integerName(value: number): string {
  if (value < 0) return 'negative integer';
  if (value >= epochSecondsMin && value < epochSecondsMax) return 'epoch seconds';
  if (value >= epochSecondsMin * 1000 && value < epochSecondsMax * 1000)
    return 'epoch milliseconds';
  return 'integer';
}

/** A number with an extreme exponent counts as a whole one. */
function fractionDigitsOf(text: string): number {
  const decimal = parseDecimal(text);
  if (decimal === null || decimal.power >= 0) return 0;
  const digits = decimal.digits.toString();
  const zeros = digits.length - digits.replace(/0+$/, '').length;
  return Math.max(0, -decimal.power - zeros);
}
