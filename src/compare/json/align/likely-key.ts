import { type Container, isContainer, ownValue } from '../../../vocabulary/own-value.ts';
import { similarity } from './similarity.ts';

/** The number of members of the first element to consider, and the number of those to try. */
const membersMax = 32;
const triedMax = 4;
/** A member must have different values in this many elements to be tried at all. */
const firstElements = 64;
/** A key that finds this share is as good as any other. */
const enoughShared = 0.9;
/** The number of pairs that are checked to decide whether a key makes sense. */
const sampleMax = 32;

/** Elements of two arrays, at the given positions. */
export interface Elements {
  readonly a: readonly unknown[];
  readonly b: readonly unknown[];
}

/**
 * The member that distinguishes the elements of two arrays, as `id` does: all elements have it, its values
 * are unique in each array, and it finds most elements of one array in the other. Null if there is none, or
 * if the elements that it pairs have no more in common than those at equal positions: ids may be new in every
 * answer.
 */
export function likelyKey({ a, b }: Elements): string | null {
  const [first] = a;
  if (!isContainer(first) || Array.isArray(first)) return null;
  const sample = a.slice(0, firstElements);
  const tried = Object.keys(first)
    .slice(0, membersMax)
    .filter((key) => placesBy(key, sample) !== null)
    .slice(0, triedMax);
  const most = Math.min(a.length, b.length);
  let best: string | null = null;
  let bestShared = most / 2;
  for (const key of tried) {
    const inA = placesBy(key, a);
    const inB = inA && placesBy(key, b);
    if (inA === null || inB === null) continue;
    let shared = 0;
    for (const value of inA.keys()) if (inB.has(value)) shared += 1;
    if (shared <= bestShared) continue;
    best = key;
    bestShared = shared;
    if (shared >= enoughShared * most) break;
  }
  return best !== null && bringsTogetherWhatIsAlike(best, { a, b }) ? best : null;
}

/** The position of each value of a member; null unless the values are complete and unique. */
export function placesBy(key: string, elements: readonly unknown[]): Map<unknown, number> | null {
  const places = new Map<unknown, number>();
  for (const [place, element] of elements.entries()) {
    if (!isContainer(element)) return null;
    const value = ownValue(element, key);
    const isKey = (typeof value === 'string' && value !== '') || typeof value === 'number';
    if (!isKey || places.has(value)) return null;
    places.set(value, place);
  }
  return places;
}

function bringsTogetherWhatIsAlike(key: string, { a, b }: Elements): boolean {
  const inB = placesBy(key, b);
  const stride = Math.max(1, Math.floor(a.length / sampleMax));
  let byKey = 0;
  let byPlace = 0;
  for (let place = 0; place < Math.min(a.length, b.length); place += stride) {
    const value = ownValue(a[place] as Container, key);
    const partner = inB?.get(value);
    if (partner === undefined || partner === place) continue;
    byKey += similarity(a[place], b[partner], key);
    byPlace += similarity(a[place], b[place], key);
  }
  return byKey > byPlace;
}
