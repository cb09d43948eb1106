/** A decimal number without loss: `digits` times ten to the power of `power`. */
export interface Decimal {
  readonly digits: bigint;
  readonly power: number;
}

/** Longer texts and larger powers are not worked with: the integers they would take are huge. */
const charsMax = 400;
const powerMax = 400;

/** The grammar of RFC 8259, section 6. */
const numberParts = /^(-?(?:0|[1-9][0-9]*))(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]{1,4}))?$/;

/** Null for what is no number by JSON's grammar, or too long a one. */
export function parseDecimal(text: string): Decimal | null {
  if (text.length > charsMax) return null;
  const parts = numberParts.exec(text);
  if (parts === null) return null;
  const [, whole = '', fraction = '', exponent = '0'] = parts;
  const power = Number(exponent) - fraction.length;
  return Math.abs(power) > powerMax ? null : { digits: BigInt(whole + fraction), power };
}

/** Negative, zero or positive, as `a` is less than, equal to or more than `b`. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const [left, right] = scaled(a, b);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The exact sum of two numbers. */
export function sum(a: Decimal, b: Decimal): Decimal {
  const [left, right, power] = scaled(a, b);
  return { digits: left + right, power };
}

/** The first number less the second. */
export function difference(a: Decimal, b: Decimal): Decimal {
  const [left, right, power] = scaled(a, b);
  return { digits: left - right, power };
}

/** How far two numbers are apart. */
export function distance(a: Decimal, b: Decimal): Decimal {
  return absolute(difference(a, b));
}

/** The exact product of two numbers. */
export function product(a: Decimal, b: Decimal): Decimal {
  return { digits: a.digits * b.digits, power: a.power + b.power };
}

/** The number without its sign. */
export function absolute({ digits, power }: Decimal): Decimal {
  return { digits: magnitude(digits), power };
}

/** To so many decimals; halves away from zero. */
export function rounded({ digits, power }: Decimal, decimals: number): Decimal {
  const dropped = -power - decimals;
  if (dropped <= 0) return { digits, power };
  const divisor = 10n ** BigInt(dropped);
  const half = digits < 0n ? -(divisor / 2n) : divisor / 2n;
  return { digits: (digits + half) / divisor, power: -decimals };
}

/** The largest integer that is not larger, and the digits of the rest without trailing zeros. */
export function floorOf({ digits, power }: Decimal): { whole: bigint; fraction: string } {
  if (power >= 0) return { whole: digits * 10n ** BigInt(power), fraction: '' };
  const unit = 10n ** BigInt(-power);
  const above = ((digits % unit) + unit) % unit;
  const fraction = String(above).padStart(-power, '0').replace(/0+$/, '');
  return { whole: (digits - above) / unit, fraction };
}

function scaled(a: Decimal, b: Decimal): [bigint, bigint, number] {
  const power = Math.min(a.power, b.power);
  return [
    a.digits * 10n ** BigInt(a.power - power),
    b.digits * 10n ** BigInt(b.power - power),
    power,
  ];
}

function magnitude(digits: bigint): bigint {
  return digits < 0n ? -digits : digits;
}
