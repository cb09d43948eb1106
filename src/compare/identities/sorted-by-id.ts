import { isObject, ownIdsOf } from '../excuses/own-things.ts';
import { isContainer, ownValue } from '../../vocabulary/own-value.ts';
import { identityText, isNumber } from './known-identities.ts';

type List = readonly unknown[];

/** Lists whose elements have more members are seldom sorted by two of them. */
const groupNamesMax = 16;

/**
 * Whether each deployment sorts things by its own ids, or by another member and then by their ids. If the ids
 * are random, the two orders differ and mean the same. Numbers are left out: they are counters, so that their
 * order is that of creation.
 *
 * @param candidate in its own terms
 */
export function areSortedById(primary: List, candidate: List): boolean {
  if (primary.length !== candidate.length || primary.length < 2) return false;
  const groups = [null, ...groupNamesIn(primary[0])].filter((name) =>
    haveSameGroups(primary, candidate, name),
  );
  return idNamesIn(primary[0]).some((idName) =>
    groups.some((groupName) => {
      const names = { idName, groupName };
      return (
        (isSorted(primary, names, isBefore) && isSorted(candidate, names, isBefore)) ||
        (isSorted(primary, names, isAfter) && isSorted(candidate, names, isAfter))
      );
    }),
  );
}

interface Names {
  /** The member that has the id; null if the element is its id. */
  readonly idName: string | null;
  /** The member that is the first sort key; null if there is none. */
  readonly groupName: string | null;
}

function idNamesIn(element: unknown): readonly (string | null)[] {
  return isObject(element) ? [...ownIdsOf(element).keys()] : [null];
}

function groupNamesIn(element: unknown): readonly string[] {
  return isObject(element) ? Object.keys(element).slice(0, groupNamesMax) : [];
}

/** Both lists have the same values of a member, in the same order, some of them more than once. */
function haveSameGroups(primary: List, candidate: List, name: string | null): boolean {
  if (name === null) return true;
  return primary.every((element, at) => {
    const value = valueIn(element, name);
    return !isContainer(value) && value !== undefined && value === valueIn(candidate[at], name);
  });
}

/** Whether the ids of all neighbours in one group are sorted. */
function isSorted(
  list: List,
  { idName, groupName }: Names,
  isInOrder: (one: string, other: string) => boolean,
): boolean {
  return list.every((element, at) => {
    const [id, next] = [idIn(element, idName), idIn(list[at + 1], idName)];
    if (id === null) return false;
    if (at === list.length - 1) return true;
    const isOfOther =
      groupName !== null && valueIn(element, groupName) !== valueIn(list[at + 1], groupName);
    return isOfOther || (next !== null && isInOrder(id, next));
  });
}

function isBefore(one: string, other: string): boolean {
  return one < other;
}

function isAfter(one: string, other: string): boolean {
  return one > other;
}

function idIn(element: unknown, name: string | null): string | null {
  const text = identityText(valueIn(element, name));
  return text === null || isNumber(text) ? null : text;
}

function valueIn(element: unknown, name: string | null): unknown {
  if (name === null) return element;
  return isObject(element) ? ownValue(element, name) : undefined;
}
