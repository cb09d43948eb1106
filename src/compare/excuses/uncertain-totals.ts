import type { UncertainCount } from '../../vocabulary/excuses.ts';
import { endsInKind, nounsOf } from '../../vocabulary/thing-names.ts';
import { isContainer, memberAt, valueAt } from '../json/own-value.ts';
import type { Found } from '../json/walk.ts';
import type { Step } from '../rules/rule-state.ts';
import { isObject, ownIdsOf } from './own-things.ts';
import { isCountOfThings } from './total-names.ts';

/** What totals of things that overlapping writes made or removed explain. */
export interface UncertainTotals {
  /** Whether a difference is a total that is off by no more than those things. */
  explains(found: Pick<Found, 'path' | 'candidatePath'>): boolean;
  /** The same for a header such as `x-total-count`. */
  explainsHeader(name: string, primary: string | null, candidate: string | null): boolean;
  /** One of them has explained something. */
  readonly wasUsed: boolean;
}

interface Documents {
  readonly primary: unknown;
  readonly candidate: unknown;
}

/** Two totals at one place. */
interface Totals {
  readonly ours: number;
  readonly theirs: number;
  /** What the total itself says that it counts; empty where only what is around it does. */
  readonly nouns: readonly string[];
}

/** @param documents as they were answered: no elements are set aside */
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
    // The total of an order is an amount.
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

/** How many things are uncertain of those that a total counts: the nearest name that says it, or the path. */
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

/** A total may stand in an object beside its list, and in one in that. */
const levelsMax = 3;

/** The lists in the nearest object around a total that has any. */
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

/** Whether each side's total agrees with its own list: a list that all is in has no more beside it. */
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
  // Of what is listed, all counts.
  if (ours < length !== theirs < candidateLength) return false;
  // Neither counts what is listed: it is a page of more.
  if (ours !== length && theirs !== candidateLength) return true;
  const fullPage = Math.max(length, candidateLength);
  const suits = (total: number, listed: number): boolean =>
    total === listed || (total > listed && listed === fullPage);
  return suits(ours, length) && suits(theirs, candidateLength);
}
