import { isObject, ownIdsOf } from '../excuses/own-things.ts';
import { identityText, isNumber } from './known-identities.ts';

type List = readonly unknown[];

/**
 * Whether each deployment lists things by its own ids: where these were drawn, the two orders differ and
 * mean the same. Numbers are left out: they are counted, so that their order is that of making.
 *
 * @param candidate in its own terms
 */
export function areSortedById(primary: List, candidate: List): boolean {
  if (Math.min(primary.length, candidate.length) < 2) return false;
  return idNamesIn(primary[0]).some((name) => {
    const direction = directionOf(primary, name);
    return direction !== null && direction === directionOf(candidate, name);
  });
}

/** Names of members that have the id of an element; null where the element is its id. */
function idNamesIn(element: unknown): readonly (string | null)[] {
  return isObject(element) ? [...ownIdsOf(element).keys()] : [null];
}

/** Null where any two neighbours have no ids, or are in another order than the others. */
function directionOf(list: List, name: string | null): 'up' | 'down' | null {
  const ids = list.map((element) => idIn(element, name));
  const isEach = (inOrder: (one: string, other: string) => boolean): boolean =>
    ids.every((id, at) => {
      const next = ids[at + 1] ?? null;
      return id !== null && (at === ids.length - 1 || (next !== null && inOrder(id, next)));
    });
  if (isEach((one, other) => one < other)) return 'up';
  return isEach((one, other) => one > other) ? 'down' : null;
}

function idIn(element: unknown, name: string | null): string | null {
  const value = name === null ? element : isObject(element) ? element[name] : undefined;
  const text = identityText(value);
  return text === null || isNumber(text) ? null : text;
}
