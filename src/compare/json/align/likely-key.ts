import { type Container, isContainer, ownValue } from '../../../vocabulary/own-value.ts';
import { similarity } from './similarity.ts';

/** Members of the first element that are looked at, and those of them that are tried. */
const membersMax = 32;
const triedMax = 4;
/** Elements in which a member must have different values to be tried at all. */
const firstElements = 64;
/** A key by which so many are found is as good as any other. */
const enoughShared = 0.9;
/** Pairs of elements that are looked at to see whether a key makes sense. */
const sampleMax = 32;

/** Elements of two arrays, at the places given. */
export interface Elements {
  readonly a: readonly unknown[];
  readonly b: readonly unknown[];
}

/**
 * The member that distinguishes the elements of two arrays, as `id` does: all elements have it, no
 * two of one array have the same, and most of one array are found in the other by it. Null when
 * there is none, or when elements that it brings together have no more in common than those that
 * stand at the same place: ids may be new in every answer.
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

/** Where each value of a member stands; null unless all elements have one of their own. */
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
