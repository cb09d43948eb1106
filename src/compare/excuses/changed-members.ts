import {
  compareDecimals,
  type Decimal,
  difference,
  parseDecimal,
  sum,
} from '../../vocabulary/decimal.ts';
import { exactNumberText } from '../../vocabulary/exact-number.ts';
import { type Container, isContainer, memberAt } from '../../vocabulary/own-value.ts';
import { wordsOf } from '../../vocabulary/value-names.ts';
import { isObject, membersOf } from './own-things.ts';
import type { TotalKind } from './total-names.ts';

/** A sum over a list of primary, and the part of it that belongs to elements that were set aside. */
export interface MemberSum {
  /**
   * By how much primary's sum is larger because of elements that were set aside, and of members that changed.
   */
  readonly aside: Decimal;
  /** Over all elements of primary's list; null if some lack the member. */
  readonly whole: Decimal | null;
  /** Elements that both lists have also differ in this member, as excuses explain. */
  readonly isChanged: boolean;
}

/** An element that both lists have, in its original and its reduced form. */
export interface ReducedElement {
  readonly whole: readonly [primary: unknown, candidate: unknown];
  readonly left: readonly [primary: unknown, candidate: unknown];
}

/** The surplus of primary over the candidate, for each member that was explained in such elements. */
export interface ChangedMembers {
  readonly numbers: ReadonlyMap<string, Decimal>;
  /** How many more of primary's elements have `true`. */
  readonly flags: ReadonlyMap<string, Decimal>;
}

/** Sums up the numbers and flags that differ and that excuses took out of elements. */
export function changedMembers(elements: readonly ReducedElement[]): ChangedMembers {
  const changed = { numbers: new Map<string, Decimal>(), flags: new Map<string, Decimal>() };
  for (const { whole, left } of elements) {
    const [ours, theirs] = [membersOf(whole[0]), membersOf(whole[1])];
    if (!isObject(ours) || !isObject(theirs)) continue;
    for (const name of takenOut(ours, membersOf(left[0]))) {
      if (memberAt(membersOf(left[1]), name) !== undefined) continue;
      const [one, other] = [memberAt(ours, name), memberAt(theirs, name)];
      const areFlags = typeof one === 'boolean' && typeof other === 'boolean';
      const [more, less] = areFlags
        ? [flagAmount(one), flagAmount(other)]
        : [decimalOf(one), decimalOf(other)];
      if (more === null || less === null) continue;
      const totals = areFlags ? changed.flags : changed.numbers;
      totals.set(name, sum(totals.get(name) ?? zero, difference(more, less)));
    }
  }
  return changed;
}

function takenOut(whole: Container, left: unknown): readonly string[] {
  if (!isContainer(left) || left === whole) return [];
  return Object.keys(whole).filter((name) => memberAt(left, name) === undefined);
}

const zero: Decimal = { digits: 0n, power: 0 };
const one: Decimal = { digits: 1n, power: 0 };

function flagAmount(flag: boolean): Decimal {
  return flag ? one : zero;
}

/** A number of a JSON document; null for anything else. */
export function decimalOf(value: unknown): Decimal | null {
  if (typeof value === 'number') return parseDecimal(String(value));
  const text = typeof value === 'string' ? exactNumberText(value) : null;
  return text === null ? null : parseDecimal(text);
}

/** How much more often primary shows each flag as `true`, because of what was set aside or changed. */
export function flagsOf(
  aside: { readonly primary: readonly unknown[]; readonly candidate: readonly unknown[] },
  { flags }: ChangedMembers,
): ReadonlyMap<string, Decimal> {
  const [first] = [...aside.primary, ...aside.candidate];
  const names = new Set([...flags.keys(), ...(isObject(first) ? Object.keys(first) : [])]);
  const counts = [...names].flatMap((name) => {
    const [ours, theirs] = [timesTrue(aside.primary, name), timesTrue(aside.candidate, name)];
    if (ours === null || theirs === null) return [];
    return [[name, sum(difference(ours, theirs), flags.get(name) ?? zero)] as const];
  });
  return new Map(counts);
}

function timesTrue(elements: readonly unknown[], name: string): Decimal | null {
  const values = elements.map((element) => memberAt(element, name));
  if (!values.every((value) => typeof value === 'boolean')) return null;
  return { digits: BigInt(values.filter(Boolean).length), power: 0 };
}

/**
 * Whether a total differs by exactly what elements differ in one member, as excuses explain. It must be named
 * after the member. Any other total counts as a sum only if primary's list adds up to it.
 *
 * @param ours primary's total
 * @param gap by how much it is larger
 */
export function isExplainedByMember(
  total: { readonly name: string; readonly kind: TotalKind; readonly ours: Decimal },
  gap: Decimal,
  members: {
    readonly sums: ReadonlyMap<string, MemberSum>;
    readonly flags: ReadonlyMap<string, Decimal>;
  },
): boolean {
  const { name, kind, ours } = total;
  const { sums, flags } = members;
  const isOf = (member: string, aside: Decimal): boolean =>
    compareDecimals(aside, gap) === 0 && isCalledAfter(name, member);
  if (kind !== 'sum' && [...flags].some(([member, aside]) => isOf(member, aside))) return true;
  return [...sums].some(([member, { aside, whole, isChanged }]) => {
    if (!isChanged || !isOf(member, aside)) return false;
    return kind !== 'count' || (whole !== null && compareDecimals(whole, ours) === 0);
  });
}

const flagPrefixes: ReadonlySet<string> = new Set(['is', 'has', 'was']);

/** `doneCount` is named after `done` and `isDone`, and `totalPrices` after `price`. */
function isCalledAfter(total: string, member: string): boolean {
  const words = wordsOf(member);
  const said = words.length > 1 && flagPrefixes.has(words[0] ?? '') ? words.slice(1) : words;
  const all = wordsOf(total);
  return (
    said.length > 0 &&
    all.some((_, start) =>
      said.every((word, at) => {
        const there = all[start + at];
        return there === word || there === `${word}s`;
      }),
    )
  );
}
