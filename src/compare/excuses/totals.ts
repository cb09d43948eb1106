import { isIdName, isQuantityName, wordsOf } from '../../vocabulary/value-names.ts';
import { compareDecimals, type Decimal, difference, parseDecimal, sum } from '../json/decimal.ts';
import { exactNumberText } from '../json/exact-number.ts';
import { areAlike, type Container, isContainer } from '../json/own-value.ts';
import { memberAt, withMembers } from './own-member.ts';
import { isBareTotalName, type TotalKind, totalKindOf } from './total-names.ts';

/** A sum over a list of primary, and how much of it is of what was set aside. */
interface MemberSum {
  /** By how much primary's sum is larger for the elements that were set aside. */
  readonly aside: Decimal;
  /** Over all elements of primary's list; null where not all of them have the member. */
  readonly whole: Decimal | null;
}

/** By how much primary's number is larger for the elements of one list that were set aside. */
export interface Shortfall {
  readonly count: Decimal;
  /** How many elements primary's list has as a whole. */
  readonly length: Decimal;
  /** The same of the candidate's. */
  readonly candidateLength: Decimal;
  /** Of each numeric member that all elements that were set aside have. */
  readonly sums: ReadonlyMap<string, MemberSum>;
}

/** Two lists, or what was set aside from them. */
interface TwoLists {
  readonly primary: readonly unknown[];
  readonly candidate: readonly unknown[];
}

/** What elements that were set aside from two lists make up. */
export function shortfallOf({ primary, candidate }: TwoLists, whole: TwoLists): Shortfall {
  const all = [...primary, ...candidate];
  const [first] = all;
  const names = isContainer(first) && !Array.isArray(first) ? Object.keys(first) : [];
  const sums = names.flatMap((name) => {
    if (isIdName(name) && !isQuantityName(name)) return [];
    const [ours, theirs] = [sumOf(primary, name), sumOf(candidate, name)];
    if (ours === null || theirs === null) return [];
    return [
      [name, { aside: difference(ours, theirs), whole: sumOf(whole.primary, name) }] as const,
    ];
  });
  return {
    count: wholeNumber(primary.length - candidate.length),
    length: wholeNumber(whole.primary.length),
    candidateLength: wholeNumber(whole.candidate.length),
    sums: new Map(sums),
  };
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
    let { aside, whole } = start;
    for (const { sums } of others) {
      const more = sums.get(name);
      if (more === undefined) return [];
      aside = sum(aside, more.aside);
      whole = whole === null || more.whole === null ? null : sum(whole, more.whole);
    }
    return [[name, { aside, whole }] as const];
  });
  const over = (amount: (list: Shortfall) => Decimal): Decimal =>
    lists.reduce((total, one) => sum(total, amount(one)), wholeNumber(0));
  return {
    count: over(({ count }) => count),
    length: over(({ length }) => length),
    candidateLength: over(({ candidateLength }) => candidateLength),
    sums: new Map(sums),
  };
}

function explainedNames(
  primary: Container,
  candidate: Container,
  shortfalls: readonly Shortfall[],
): ReadonlySet<string> {
  const names = Object.keys(primary).filter((name) => {
    const [left, right] = [memberAt(primary, name), memberAt(candidate, name)];
    const kind = left === right ? null : totalKindOf(name);
    if (kind === null) return false;
    const [ours, theirs] = [decimalOf(left), decimalOf(right)];
    if (ours === null || theirs === null) return false;
    const gap = difference(ours, theirs);
    return (
      gap.digits !== 0n && explainedGaps(ours, kind, shortfalls).some((one) => isSame(one, gap))
    );
  });
  return new Set(names);
}

/**
 * By how much a total may differ. Where primary's shows what it adds up, the length of a list or the
 * sum of one member, by what is missing of just that; else it is of more than is shown.
 */
function explainedGaps(
  ours: Decimal,
  kind: TotalKind,
  shortfalls: readonly Shortfall[],
): readonly Decimal[] {
  const mayBe = shortfalls.flatMap(({ count, length, sums }) => [
    ...(kind === 'sum' ? [] : [{ aside: count, whole: length }]),
    ...(kind === 'count' ? [] : sums.values()),
  ]);
  const shown = mayBe.filter(({ whole }) => whole !== null && isSame(whole, ours));
  return (shown.length === 0 ? mayBe : shown).map(({ aside }) => aside);
}

function isSame(one: Decimal, other: Decimal): boolean {
  return compareDecimals(one, other) === 0;
}

/**
 * Totals in an object, or in the objects in it, that are equal on both sides though one of them shows
 * less: they count primary's list, of which elements were set aside, and so one of them is wrong.
 *
 * @param list the only list in the object
 * @returns primary's objects with what the total would have to be
 */
export function withExpectedTotals(
  primary: Container,
  candidate: Container,
  list: Shortfall,
): Container {
  const replaced = expectedTotals(primary, candidate, list);
  for (const name of Object.keys(primary)) {
    const [left, right] = [memberAt(primary, name), memberAt(candidate, name)];
    if (!areAlike(left, right) || Array.isArray(left)) continue;
    // Beside a list of its own it counts that one.
    if (Object.values(left as Container).some(Array.isArray)) continue;
    const inner = expectedTotals(left as Container, right as Container, list);
    if (inner.size > 0) replaced.set(name, withMembers(left as Container, none, inner));
  }
  return withMembers(primary, none, replaced);
}

const none: ReadonlySet<string> = new Set();

function expectedTotals(
  primary: Container,
  candidate: Container,
  list: Shortfall,
): Map<string, unknown> {
  const expected = new Map<string, unknown>();
  for (const name of Object.keys(primary)) {
    if (!isBareTotalName(name)) continue;
    const ours = decimalOf(memberAt(primary, name));
    const theirs = decimalOf(memberAt(candidate, name));
    if (ours === null || theirs === null || !isSame(ours, theirs)) continue;
    if (isLeftBehind(ours, list)) expected.set(name, Number(expectedCount(list)));
  }
  return expected;
}

/** Whether a total on both sides counts primary's list, and the candidate's has another length. */
function isLeftBehind(total: Decimal, { count, length, candidateLength }: Shortfall): boolean {
  return count.digits !== 0n && isSame(total, length) && !isSame(total, candidateLength);
}

/** How many primary's list has without what was set aside. */
function expectedCount({ count, length }: Shortfall): bigint {
  return difference(length, count).digits;
}

/** Whether a count in an object says that a list in it has all there is. */
export function saysAll(around: Container, list: unknown): boolean {
  if (!Array.isArray(list)) return false;
  const length = wholeNumber(list.length);
  return Object.keys(around).some((name) => {
    const count = totalKindOf(name) !== null ? decimalOf(memberAt(around, name)) : null;
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
  if (primary === null || candidate === null) return false;
  const kind = totalKindOf(name);
  if (kind === null || kind === 'sum') return false;
  if (!wholeNumberText.test(primary) || !wholeNumberText.test(candidate)) return false;
  const gap = BigInt(primary) - BigInt(candidate);
  return gap !== 0n && compareDecimals({ digits: gap, power: 0 }, count) === 0;
}

/**
 * What primary's header would have to say where it counts the list that the answer is, and the candidate's
 * says the same though it lists less.
 */
export function expectedCountText(
  name: string,
  value: string | null,
  list: Shortfall,
): string | null {
  if (value === null || !wholeNumberText.test(value)) return value;
  if (wordsOf(name).at(-1) !== 'count' && !isBareTotalName(name)) return value;
  const isWrong = isLeftBehind({ digits: BigInt(value), power: 0 }, list);
  return isWrong ? String(expectedCount(list)) : value;
}

const wholeNumberText = /^\d{1,18}$/;
