import { compareDecimals, type Decimal } from '../../vocabulary/decimal.ts';
import type { Shortfall } from './totals.ts';

/** The Content-Range of a list: `items 0-24/100`, or in PostgREST `0-24/*`. */
interface Range {
  readonly unit: string;
  /** Null for a range without elements. */
  readonly first: bigint | null;
  readonly count: bigint;
  /** Null if the server did not count. */
  readonly total: bigint | null;
}

/**
 * Whether two Content-Range fields of lists differ by exactly the elements that were set aside: each has the
 * range of its own list, and the totals differ by the same number.
 */
export function isExplainedRange(
  name: string,
  primary: string | null,
  candidate: string | null,
  { count, length, candidateLength }: Pick<Shortfall, 'count' | 'length' | 'candidateLength'>,
): boolean {
  if (name !== 'content-range' || primary === null || candidate === null) return false;
  const [ours, theirs] = [rangeIn(primary), rangeIn(candidate)];
  if (ours === null || theirs === null || ours.unit !== theirs.unit) return false;
  if (ours.first !== null && theirs.first !== null && ours.first !== theirs.first) return false;
  if (!isEqual(ours.count, length) || !isEqual(theirs.count, candidateLength)) return false;
  if (ours.total === null || theirs.total === null) return ours.total === theirs.total;
  return isEqual(ours.total - theirs.total, count);
}

function isEqual(value: bigint, decimal: Decimal): boolean {
  return compareDecimals({ digits: value, power: 0 }, decimal) === 0;
}

const range = /^(?:([a-z]{1,20}) )?(?:(\d{1,18})-(\d{1,18})|\*)\/(\d{1,18}|\*)$/i;

function rangeIn(value: string): Range | null {
  const parts = range.exec(value);
  if (parts === null) return null;
  const [, unit = '', first, last, total = '*'] = parts;
  return {
    unit: unit.toLowerCase(),
    first: first === undefined ? null : BigInt(first),
    count: first === undefined || last === undefined ? 0n : BigInt(last) - BigInt(first) + 1n,
    total: total === '*' ? null : BigInt(total),
  };
}
