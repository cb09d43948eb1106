import { isIdName, isQuantityName, wordsOf } from '../../vocabulary/value-names.ts';
import { compareDecimals, type Decimal, difference, parseDecimal, sum } from '../json/decimal.ts';
import { exactNumberText } from '../json/exact-number.ts';
import { areAlike, type Container, isContainer } from '../json/own-value.ts';
import { memberAt, withMembers } from './own-member.ts';

/** By how much primary's number is larger for the elements of one list that were set aside. */
export interface Shortfall {
  readonly count: Decimal;
  /** Of each numeric member that all these elements have, the sum. */
  readonly sums: ReadonlyMap<string, Decimal>;
}

/** What elements that were set aside from one list make up. */
export function shortfallOf(primary: readonly unknown[], candidate: readonly unknown[]): Shortfall {
  const all = [...primary, ...candidate];
  const [first] = all;
  const names = isContainer(first) && !Array.isArray(first) ? Object.keys(first) : [];
  const sums = names.flatMap((name) => {
    if (isIdName(name) && !isQuantityName(name)) return [];
    const [ours, theirs] = [sumOf(primary, name), sumOf(candidate, name)];
    return ours === null || theirs === null ? [] : [[name, difference(ours, theirs)] as const];
  });
  return { count: wholeNumber(primary.length - candidate.length), sums: new Map(sums) };
}

function sumOf(elements: readonly unknown[], name: string): Decimal | null {
  let total = wholeNumber(0);
  for (const element of elements) {
    const amount = decimalOf(memberAt(element, name));
    if (amount === null) return null;
    total = sum(total, amount);
  }
  return total;
}

function wholeNumber(value: number): Decimal {
  return { digits: BigInt(value), power: 0 };
}

function decimalOf(value: unknown): Decimal | null {
  if (typeof value === 'number') return parseDecimal(String(value));
  const text = typeof value === 'string' ? exactNumberText(value) : null;
  return text === null ? null : parseDecimal(text);
}

/**
 * Takes out of two objects around lists the numbers that differ by exactly what was set aside from
 * a list, or from all lists in them: their own, and those of the objects in them.
 */
export function withoutExplainedTotals(
  primary: Container,
  candidate: Container,
  lists: readonly Shortfall[],
): readonly [Container, Container] {
  if (lists.length === 0) return [primary, candidate];
  const shortfalls = lists.length === 1 ? lists : [...lists, together(lists)];
  const dropped = explainedNames(primary, candidate, shortfalls);
  const [ours, theirs] = [new Map<string, unknown>(), new Map<string, unknown>()];
  for (const name of Object.keys(primary)) {
    const [left, right] = [memberAt(primary, name), memberAt(candidate, name)];
    if (!areAlike(left, right) || Array.isArray(left)) continue;
    const names = explainedNames(left as Container, right as Container, shortfalls);
    if (names.size === 0) continue;
    ours.set(name, withMembers(left as Container, names, unchanged));
    theirs.set(name, withMembers(right as Container, names, unchanged));
  }
  return [withMembers(primary, dropped, ours), withMembers(candidate, dropped, theirs)];
}

const unchanged: ReadonlyMap<string, unknown> = new Map();

function together(lists: readonly Shortfall[]): Shortfall {
  const [first, ...others] = lists;
  const sums = [...(first?.sums ?? [])].flatMap(([name, start]) => {
    let total = start;
    for (const { sums } of others) {
      const amount = sums.get(name);
      if (amount === undefined) return [];
      total = sum(total, amount);
    }
    return [[name, total] as const];
  });
  const count = lists.reduce((total, one) => sum(total, one.count), wholeNumber(0));
  return { count, sums: new Map(sums) };
}

function explainedNames(
  primary: Container,
  candidate: Container,
  shortfalls: readonly Shortfall[],
): ReadonlySet<string> {
  const names = Object.keys(primary).filter((name) => {
    const [left, right] = [memberAt(primary, name), memberAt(candidate, name)];
    if (left === right || !isTotalName(name)) return false;
    const [ours, theirs] = [decimalOf(left), decimalOf(right)];
    if (ours === null || theirs === null) return false;
    const gap = difference(ours, theirs);
    return shortfalls.some((one) => isGapOf(one, gap));
  });
  return new Set(names);
}

function isGapOf({ count, sums }: Shortfall, gap: Decimal): boolean {
  if (gap.digits === 0n) return false;
  if (compareDecimals(gap, count) === 0) return true;
  return [...sums.values()].some((one) => compareDecimals(gap, one) === 0);
}

/** Whether a count in an object says that a list in it has all there is. */
export function saysAll(around: Container, list: unknown): boolean {
  if (!Array.isArray(list)) return false;
  const length = wholeNumber(list.length);
  return Object.keys(around).some((name) => {
    const count = isTotalName(name) ? decimalOf(memberAt(around, name)) : null;
    return count !== null && compareDecimals(count, length) === 0;
  });
}

/** Whether a header such as `x-total-count` differs by exactly the elements that were set aside. */
export function isExplainedCount(
  name: string,
  primary: string | null,
  candidate: string | null,
  { count }: Shortfall,
): boolean {
  if (primary === null || candidate === null || !isTotalName(name)) return false;
  if (!wholeNumberText.test(primary) || !wholeNumberText.test(candidate)) return false;
  const gap = BigInt(primary) - BigInt(candidate);
  return gap !== 0n && compareDecimals({ digits: gap, power: 0 }, count) === 0;
}

const wholeNumberText = /^\d{1,18}$/;

/** Words that say, wherever in a name, that it counts or adds up. */
const totalWords: ReadonlySet<string> = new Set(['total', 'totals', 'count', 'counts', 'num']);
const amountWords: ReadonlySet<string> = new Set([
  'amounts',
  'charge',
  'charges',
  'costs',
  'fee',
  'fees',
  'gross',
  'net',
  'revenue',
  'spending',
  'spent',
  'tax',
  'value',
]);
/** Quantities that say where one is or what something is, and not how much there is. */
const otherQuantityWords: ReadonlySet<string> = new Set([
  'age',
  'code',
  'day',
  'hour',
  'limit',
  'minute',
  'month',
  'offset',
  'page',
  'per',
  'position',
  'rank',
  'second',
  'status',
  'year',
]);

/** Whether what has this name may be a count or a sum of what a list shows. */
function isTotalName(name: string): boolean {
  const words = wordsOf(name);
  const last = words.at(-1) ?? '';
  if (otherQuantityWords.has(last)) return false;
  return isQuantityName(name) || amountWords.has(last) || words.some((one) => totalWords.has(one));
}
