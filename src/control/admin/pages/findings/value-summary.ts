import type { ValuePair } from '../../../archive/archive-reader.ts';

/** What the value pairs of a finding have in common. A null is a value that one side does not have. */
export type ValueSummary =
  /** Both are numbers: by how much the candidate's differ. */
  | { readonly kind: 'distance'; readonly words: string }
  /** The same values in every exchange. */
  | {
      readonly kind: 'constant';
      readonly primary: string | null;
      readonly candidate: string | null;
    }
  /** Many values; the first is the most frequent pair. */
  | {
      readonly kind: 'example';
      readonly primary: string | null;
      readonly candidate: string | null;
      readonly pairs: number;
    };

/** @param pairs the most frequent first; @returns null if there are none */
export function summariseValues(pairs: readonly ValuePair[]): ValueSummary | null {
  const [first] = pairs;
  if (first === undefined) return null;
  const distances = pairs.map(distanceOf);
  if (distances.every((one) => one !== null))
    return { kind: 'distance', words: rangeOf(distances) };
  const { primary, candidate } = first;
  if (pairs.length === 1) return { kind: 'constant', primary, candidate };
  return { kind: 'example', primary, candidate, pairs: pairs.length };
}

/** A decimal as an integer and its number of decimals: sums of floats would end in `…9999998`. */
interface Decimal {
  readonly units: bigint;
  readonly decimals: number;
}

/** More digits than this are an id, not an amount. */
const digitsMax = 30;

function decimalOf(text: string | null): Decimal | null {
  const found = /^"?(-?\d+)(?:\.(\d+))?"?$/.exec(text ?? '');
  if (text === null || found === null || text.length > digitsMax) return null;
  const [, whole = '', fraction = ''] = found;
  return { units: BigInt(whole + fraction), decimals: fraction.length };
}

/** Candidate minus primary; null unless both are numbers. */
function distanceOf({ primary, candidate }: ValuePair): Decimal | null {
  const [from, to] = [decimalOf(primary), decimalOf(candidate)];
  if (from === null || to === null) return null;
  const decimals = Math.max(from.decimals, to.decimals);
  return { units: scaled(to, decimals) - scaled(from, decimals), decimals };
}

function scaled({ units, decimals }: Decimal, to: number): bigint {
  return units * 10n ** BigInt(to - decimals);
}

function rangeOf(distances: readonly Decimal[]): string {
  const decimals = Math.max(...distances.map((one) => one.decimals));
  const all = distances.map((one) => scaled(one, decimals));
  const lowest = all.reduce((a, b) => (b < a ? b : a));
  const highest = all.reduce((a, b) => (b > a ? b : a));
  if (lowest === highest) {
    return lowest === 0n ? 'always the same number' : `always ${signed(lowest, decimals)}`;
  }
  const isOneSize = all.every((one) => one === highest || one === -highest);
  if (isOneSize) return `always ±${plain(highest, decimals)}`;
  return `by ${signed(lowest, decimals)} to ${signed(highest, decimals)}`;
}

function signed(units: bigint, decimals: number): string {
  if (units === 0n) return '0';
  return (units < 0n ? '−' : '+') + plain(units, decimals);
}

function plain(units: bigint, decimals: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '');
  return fraction === '' ? whole : `${whole}.${fraction}`;
}
