import type { TimeShape } from './text-shape.ts';
import { tokenCharsMin } from './token-shape.ts';
import { jsonTypeOf, shapeOf, type ValueShape } from './value-shape.ts';

/**
 * The shapes of two values, primary's first, `uuid → text`; null if they are the same. Two values have the
 * same shape if one generator may have made both: a token that looks like a word by chance, or a price
 * without cents, must not look like something else.
 */
export function shapeChange(primary: unknown, candidate: unknown): string | null {
  const [left, right] = [shapeOf(primary), shapeOf(candidate)];
  if (isSame(left, right)) return null;
  const [from, to] = namesOf(left, right);
  return changeText(from, to);
}

/** The same for a value that only one side has, for which the JSON type is enough. */
export function typeChange(primary: unknown, candidate: unknown): string {
  return changeText(jsonTypeOf(primary), jsonTypeOf(candidate));
}

function changeText(from: string, to: string): string {
  return `${from} → ${to}`;
}

function isSame(a: ValueShape, b: ValueShape): boolean {
  return isAlike(a, b) || (a.is !== b.is && isAlike(b, a));
}

/** Hexadecimal numbers sometimes lack their leading zeros. */
const droppedHexDigits = 2;
/** A number with more decimals is whole less than once in a thousand times. */
const roundedDigitsMax = 3;

/** Whether the first may have the shape of the second; called both ways if their kinds differ. */
function isAlike(a: ValueShape, b: ValueShape): boolean {
  switch (a.is) {
    case 'plain':
      return a.name === b.name;
    case 'integer':
      if (b.is === 'integer') return isSameInteger(a, b);
      return (
        b.is === 'decimal' && a.negative === b.negative && b.fractionDigits <= roundedDigitsMax
      );
    case 'decimal':
      return b.is === 'decimal' && a.negative === b.negative;
    case 'digits':
      if (b.is === 'hex') {
        return a.digits !== null && Math.abs(a.digits - b.digits) <= droppedHexDigits;
      }
      return a.name === b.name;
    case 'hex':
      return (
        b.is === 'hex' &&
        a.letterCase === b.letterCase &&
        Math.abs(a.digits - b.digits) <= droppedHexDigits
      );
    case 'time':
      return b.is === 'time' && timeFacet(a, b) === null;
    case 'path':
      return b.is === 'path' || (b.is === 'token' && a.isBase64 && a.chars === b.chars);
    case 'token':
      if (b.is === 'token') return a.alphabet === b.alphabet || isAny(a) || isAny(b);
      return b.is === 'prefixed' && a.chars === b.chars;
    case 'prefixed':
      return b.is === 'prefixed' && a.prefix === b.prefix;
    case 'word':
      return isAlikeWord(a, b);
    case 'text':
      return b.is === 'text';
  }
}

function isAny({ alphabet }: { readonly alphabet: string }): boolean {
  return alphabet === 'any';
}

function isAlikeWord(a: Extract<ValueShape, { is: 'word' }>, b: ValueShape): boolean {
  if (b.is === 'word') return true;
  if (b.is === 'text') return b.isShort || a.name === b.name;
  if (b.is !== 'token' && b.is !== 'prefixed') return false;
  // A token looks like a word by chance, but rarely like a word of the same length.
  return a.chars >= tokenCharsMin && (!a.isWritten || a.chars === b.chars);
}

type IntegerShape = Extract<ValueShape, { is: 'integer' }>;

/**
 * Large integers may be in the range of times by chance. A number far outside, such as an index or a year,
 * has another shape.
 */
function isSameInteger(a: IntegerShape, b: IntegerShape): boolean {
  if (a.name === b.name) return true;
  if (a.negative !== b.negative) return false;
  return isNearEpoch(a, b) || isNearEpoch(b, a);
}

function isNearEpoch({ name }: IntegerShape, other: IntegerShape): boolean {
  if (other.name !== 'integer') return false;
  return name === 'epoch seconds'
    ? other.magnitude >= 1e6 && other.magnitude < 1e12
    : other.magnitude >= 1e9 && other.magnitude < 1e14;
}

/**
 * Serialisers of .NET, Go, Java and Python drop a fraction that is zero. With milliseconds, that happens once
 * in a thousand times, so only a missing finer fraction is a difference.
 */
const droppableFractionDigits = 3;

type TimeFacet = 'separator' | 'zone' | 'fraction';

/** The aspect in which two times are written differently. */
function timeFacet(a: TimeShape, b: TimeShape): TimeFacet | null {
  if (a.separator !== b.separator) return 'separator';
  if (a.zone !== b.zone) return 'zone';
  const digits = Math.max(a.fractionDigits, b.fractionDigits);
  const isDropped = Math.min(a.fractionDigits, b.fractionDigits) === 0;
  return isDropped && digits > droppableFractionDigits ? 'fraction' : null;
}

function namesOf(left: ValueShape, right: ValueShape): readonly [string, string] {
  if (left.is === 'prefixed' && right.is === 'prefixed') {
    return ['token', 'token with another prefix'];
  }
  if (left.is === 'token' && right.is === 'token') {
    return [`${left.alphabet} token`, `${right.alphabet} token`];
  }
  const facet = left.is === 'time' && right.is === 'time' ? timeFacet(left, right) : 'zone';
  return [nameOf(left, facet), nameOf(right, facet)];
}

function nameOf(shape: ValueShape, facet: TimeFacet | null): string {
  if (shape.is !== 'time') return shape.name;
  if (facet === 'separator') return shape.separator === 'T' ? 'time with T' : 'time with a space';
  if (facet === 'zone') return zoneNames[shape.zone];
  return shape.fractionDigits > 0 ? 'time with a fraction' : 'time without fraction';
}

const zoneNames: Readonly<Record<TimeShape['zone'], string>> = {
  Z: 'time with Z',
  offset: 'time with offset',
  none: 'time without offset',
};
