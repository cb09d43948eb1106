import type { UncertainCount } from '../../vocabulary/excuses.ts';
import { endsInKind, nounsOf } from '../../vocabulary/thing-names.ts';
import { isContainer, memberAt, valueAt } from '../../vocabulary/own-value.ts';
import type { Found } from '../json/walk.ts';
import type { Step } from '../rules/rule-state.ts';
import { isObject, ownIdsOf } from './own-things.ts';
import { isCountOfThings } from './total-names.ts';

/** Explains different totals by things that overlapping writes made, removed or changed. */
export interface UncertainTotals {
  /** Whether the difference is between two totals, and no larger than the number of these things. */
  explains(found: Pick<Found, 'path' | 'candidatePath'>): boolean;
  /** The same for the two values of a header such as `x-total-count`. */
  explainsHeader(name: string, primary: string | null, candidate: string | null): boolean;
  /** Whether it explained a difference. */
  readonly wasUsed: boolean;
}

interface Documents {
  readonly primary: unknown;
  readonly candidate: unknown;
}

/** The totals of both sides in one member or header. */
interface Totals {
  readonly ours: number;
  readonly theirs: number;
  /** What the total counts, by its own name; empty if only the names around it say that. */
  readonly nouns: readonly string[];
}

/** @param documents the whole documents, with nothing set aside */
export function createUncertainTotals(
  uncertain: readonly UncertainCount[],
  { primary, candidate }: Documents,
): UncertainTotals {
  let wasUsed = false;

  function explains(path: readonly Step[], candidatePath: readonly Step[]): boolean {
    const name = path.at(-1);
    if (typeof name !== 'string' || !isCountOfThings(name)) return false;
    const totals = totalsOf(name, valueAt(primary, path), valueAt(candidate, candidatePath));
    if (totals === null || !isWithin(totals, countFor(path, uncertain))) return false;
    const around = [path, candidatePath].map((one) => one.slice(0, -1)) as [Step[], Step[]];
    // The `total` of one thing, such as an order, is an amount.
    const isOwn = ownIdsIn(valueAt(primary, around[0])) && totals.nouns.length === 0;
    return !isOwn && suitsLists(totals, listsAround({ primary, candidate }, ...around));
  }

  function explainsHeader(name: string, ours: string | null, theirs: string | null): boolean {
    if (!isCountOfThings(name) || !isWhole(ours) || !isWhole(theirs)) return false;
    const totals = totalsOf(name, Number(ours), Number(theirs));
    if (totals === null || !isWithin(totals, countFor([name], uncertain))) return false;
    const isList = Array.isArray(primary) && Array.isArray(candidate);
    return suitsLists(totals, isList ? [[name, primary.length, candidate.length]] : []);
  }

  const noting = (isExplained: boolean): boolean => {
    wasUsed ||= isExplained;
    return isExplained;
  };
  return {
    explains: ({ path, candidatePath }) => noting(explains(path, candidatePath)),
    explainsHeader: (...values) => noting(explainsHeader(...values)),
    get wasUsed() {
      return wasUsed;
    },
  };
}

function totalsOf(name: string, ours: unknown, theirs: unknown): Totals | null {
  if (!isCount(ours) || !isCount(theirs)) return null;
  return { ours, theirs, nouns: nounsOf(name) };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isWhole(value: string | null): value is string {
  return value !== null && /^\d{1,15}$/.test(value);
}

function isWithin({ ours, theirs }: Totals, count: number): boolean {
  return ours !== theirs && Math.abs(ours - theirs) <= count;
}

/**
 * How many of the things that a total counts are uncertain. The nearest name with a noun gives the kind of
 * thing; if there is none, the path does.
 */
function countFor(path: readonly Step[], uncertain: readonly UncertainCount[]): number {
  const naming = path
    .map((step) => (typeof step === 'string' ? nounsOf(step) : []))
    .findLast((nouns) => nouns.length > 0);
  const counted = uncertain.filter(({ kind, isOfPath }) =>
    naming === undefined ? isOfPath : endsInKind(naming, kind),
  );
  return counted.reduce((sum, { count }) => sum + count, 0);
}

function ownIdsIn(value: unknown): boolean {
  return isObject(value) && ownIdsOf(value).size > 0;
}

type TwoLengths = readonly [name: string, primary: number, candidate: number];

/** A total may be beside its list, or one or two objects deeper. */
const levelsMax = 3;

/** The lists in the nearest object around a total that contains lists. */
function listsAround(
  { primary, candidate }: Documents,
  path: readonly Step[],
  candidatePath: readonly Step[],
): readonly TwoLengths[] {
  for (let up = 0; up < levelsMax && up <= path.length; up += 1) {
    const ours = valueAt(primary, path.slice(0, path.length - up));
    const theirs = valueAt(candidate, candidatePath.slice(0, candidatePath.length - up));
    if (!isContainer(ours)) return [];
    const lists = Object.keys(ours).flatMap((name) => {
      const [left, right] = [memberAt(ours, name), memberAt(theirs, name)];
      const isList = Array.isArray(left) && Array.isArray(right);
      return isList ? [[name, left.length, right.length] as const] : [];
    });
    if (lists.length > 0) return lists;
  }
  return [];
}

/** Whether each side's total agrees with its own list. */
function suitsLists(totals: Totals, lists: readonly TwoLengths[]): boolean {
  return lists.every(([name, ours, theirs]) => {
    const isOther = isOfOthers(totals.nouns, nounsOf(name));
    return isOther || isPossible(totals, ours, theirs);
  });
}

function isOfOthers(nouns: readonly string[], listed: readonly string[]): boolean {
  return nouns.length > 0 && listed.length > 0 && !endsInKind(nouns, listed.join(''));
}

function isPossible({ ours, theirs }: Totals, length: number, candidateLength: number): boolean {
  // A total below the length of its list counts something else, and that must hold for both sides or neither.
  if (ours < length !== theirs < candidateLength) return false;
  // If no total equals the length of its list, each list is a page of a longer one.
  if (ours !== length && theirs !== candidateLength) return true;
  const fullPage = Math.max(length, candidateLength);
  const suits = (total: number, listed: number): boolean =>
    total === listed || (total > listed && listed === fullPage);
  return suits(ours, length) && suits(theirs, candidateLength);
}
