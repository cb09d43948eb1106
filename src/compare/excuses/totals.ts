import { isIdName, isQuantityName, wordsOf } from '../../vocabulary/value-names.ts';
import { compareDecimals, type Decimal, difference, sum } from '../../vocabulary/decimal.ts';
import { type Container, isContainer, memberAt } from '../../vocabulary/own-value.ts';
import {
  type ChangedMembers,
  decimalOf,
  flagsOf,
  isExplainedByMember,
  type MemberSum,
} from './changed-members.ts';
import { changeInner } from './inner-objects.ts';
import { withMembers } from './own-member.ts';
import { membersOf } from './own-things.ts';
import { isBareTotalName, type TotalKind, totalKindOf } from './total-names.ts';

/**
 * The effect on numbers of the elements of one list that were set aside: by how much primary's are larger.
 */
export interface Shortfall {
  readonly count: Decimal;
  /** The length of primary's whole list. */
  readonly length: Decimal;
  /** The same for the candidate's list. */
  readonly candidateLength: Decimal;
  /** For each numeric member that all set-aside elements have. */
  readonly sums: ReadonlyMap<string, MemberSum>;
  /** For each boolean member: how many more of primary's elements have `true`. */
  readonly flags: ReadonlyMap<string, Decimal>;
  /** The last elements of both lists; null if none was set aside from either. */
  readonly ends: readonly [primary: unknown, candidate: unknown] | null;
}

/** Two lists, or the elements that were set aside from them. */
interface TwoLists {
  readonly primary: readonly unknown[];
  readonly candidate: readonly unknown[];
}

/**
 * The totals of the elements that were set aside from two lists, and of the explained differences of others.
 *
 * @returns null if nothing was set aside
 */
export function shortfallOf(
  aside: TwoLists,
  all: TwoLists,
  changed: ChangedMembers,
): Shortfall | null {
  const [set, whole] = [withMembersOfNodes(aside), withMembersOfNodes(all)];
  const { primary, candidate } = set;
  const isAside = primary.length + candidate.length > 0;
  if (!isAside && changed.numbers.size + changed.flags.size === 0) return null;
  const first = isAside ? [...primary, ...candidate][0] : whole.primary[0];
  const own = isContainer(first) && !Array.isArray(first) ? Object.keys(first) : [];
  const names = [...new Set([...own, ...changed.numbers.keys()])];
  const sums = names.flatMap((name) => {
    if (isIdName(name) && !isQuantityName(name)) return [];
    const [ours, theirs] = [sumOf(primary, name), sumOf(candidate, name)];
    if (ours === null || theirs === null) return [];
    const more = changed.numbers.get(name);
    const gap = difference(ours, theirs);
    const member = {
      aside: more === undefined ? gap : sum(gap, more),
      whole: sumOf(whole.primary, name),
      isChanged: more !== undefined,
    };
    return [[name, member] as const];
  });
  return {
    count: wholeNumber(primary.length - candidate.length),
    length: wholeNumber(whole.primary.length),
    candidateLength: wholeNumber(whole.candidate.length),
    sums: new Map(sums),
    flags: flagsOf(set, changed),
    ends: isAside ? [all.primary.at(-1), all.candidate.at(-1)] : null,
  };
}

function withMembersOfNodes({ primary, candidate }: TwoLists): TwoLists {
  return { primary: primary.map(membersOf), candidate: candidate.map(membersOf) };
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

/**
 * Removes from two objects around lists the numbers that differ by exactly what was set aside from a list, or
 * from all lists in them: their own numbers, and those of the objects in them.
 */
export function withoutExplainedTotals(
  primary: Container,
  candidate: Container,
  lists: readonly Shortfall[],
): readonly [Container, Container] {
  if (lists.length === 0) return [primary, candidate];
  const shortfalls = lists.length === 1 ? lists : [...lists, together(lists)];
  return changeInner(primary, candidate, (left, right) => {
    const names = explainedNames(left, right, shortfalls);
    return [withMembers(left, names, unchanged), withMembers(right, names, unchanged)];
  });
}

const unchanged: ReadonlyMap<string, unknown> = new Map();

function together(lists: readonly Shortfall[]): Shortfall {
  const [first, ...others] = lists;
  const sums = [...(first?.sums ?? [])].flatMap(([name, start]) => {
    let { aside, whole, isChanged } = start;
    for (const { sums } of others) {
      const more = sums.get(name);
      if (more === undefined) return [];
      aside = sum(aside, more.aside);
      whole = whole === null || more.whole === null ? null : sum(whole, more.whole);
      isChanged ||= more.isChanged;
    }
    return [[name, { aside, whole, isChanged }] as const];
  });
  const over = (amount: (list: Shortfall) => Decimal): Decimal =>
    lists.reduce((total, one) => sum(total, amount(one)), wholeNumber(0));
  return {
    count: over(({ count }) => count),
    length: over(({ length }) => length),
    candidateLength: over(({ candidateLength }) => candidateLength),
    sums: new Map(sums),
    flags: flagsTogether(lists),
    ends: null,
  };
}

function flagsTogether([first, ...others]: readonly Shortfall[]): ReadonlyMap<string, Decimal> {
  const counts = [...(first?.flags ?? [])].flatMap(([name, start]) => {
    const more = others.map(({ flags }) => flags.get(name));
    if (!more.every((one) => one !== undefined)) return [];
    return [[name, more.reduce(sum, start)] as const];
  });
  return new Map(counts);
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
    if (gap.digits === 0n) return false;
    const total = { name, kind, ours };
    return (
      explainedGaps(ours, kind, shortfalls).some((one) => isSame(one, gap)) ||
      shortfalls.some((one) => isExplainedByMember(total, gap, one))
    );
  });
  return new Set(names);
}

/**
 * The amounts by which a total may differ. If primary's shows what it adds up, the length of a list or the
 * sum of one member, only what is missing of that; else it covers more than is shown.
 */
function explainedGaps(
  ours: Decimal,
  kind: TotalKind,
  shortfalls: readonly Shortfall[],
): readonly Decimal[] {
  const mayBe = shortfalls.flatMap(({ count, length, sums }) => [
    ...(kind === 'sum' ? [] : [{ aside: count, whole: length, isChanged: false }]),
    ...(kind === 'count' ? [] : sums.values()),
  ]);
  const shown = mayBe.filter(({ whole }) => whole !== null && isSame(whole, ours));
  const others = mayBe.filter(({ isChanged }) => !isChanged);
  return (shown.length === 0 ? others : shown).map(({ aside }) => aside);
}

function isSame(one: Decimal, other: Decimal): boolean {
  return compareDecimals(one, other) === 0;
}

/**
 * Finds totals in an object, or in the objects in it, that are equal on both sides although one list is
 * shorter: they count primary's list, from which elements were set aside, so one of them is wrong.
 *
 * @param list the only list in the object
 * @returns primary's objects with the correct totals
 */
export function withExpectedTotals(
  primary: Container,
  candidate: Container,
  list: Shortfall,
): Container {
  const [expected] = changeInner(primary, candidate, (left, right, level) => {
    // A total beside a list of its own counts that list.
    if (level > 0 && Object.values(left).some(Array.isArray)) return [left, right];
    return [withMembers(left, none, expectedTotals(left, right, list)), right];
  });
  return expected;
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

/** Whether a total on both sides counts primary's list, and the candidate's list has another length. */
function isLeftBehind(total: Decimal, { count, length, candidateLength }: Shortfall): boolean {
  return count.digits !== 0n && isSame(total, length) && !isSame(total, candidateLength);
}

/** The length of primary's list without what was set aside. */
function expectedCount({ count, length }: Shortfall): bigint {
  return difference(length, count).digits;
}

/** Whether a count in an object shows that a list in it is complete. */
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
 * The value that primary's header should have, if it counts the list in the answer and the candidate's header
 * has the same value with a shorter list.
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
