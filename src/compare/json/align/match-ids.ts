import { commonSubsequence } from './edit-script.ts';
import { longestIncreasing } from './longest-increasing.ts';
import { unpaired } from './pairing.ts';

/**
 * Pairs elements of the same id in the order that both sides share, unless the two sequences are too
 * different.
 *
 * @param partners for each element of `a` its partner in `b`; written to
 */
export function matchInSequence(a: Int32Array, b: Int32Array, partners: Int32Array): void {
  const [inA, inB] = [new Set(a), new Set(b)];
  const [shownA, shownB] = [placesOf(a, inB), placesOf(b, inA)];
  const matches = commonSubsequence(idsAt(a, shownA), idsAt(b, shownB));
  for (const [x, y] of matches ?? []) partners[shownA[x] ?? 0] = shownB[y] ?? unpaired;
}

function placesOf(ids: Int32Array, others: ReadonlySet<number>): Int32Array {
  const places: number[] = [];
  for (const [place, id] of ids.entries()) if (others.has(id)) places.push(place);
  return Int32Array.from(places);
}

function idsAt(ids: Int32Array, places: Int32Array): Int32Array {
  return places.map((place) => ids[place] ?? 0);
}

/** Pairs the unpaired elements: the first element of an id with the first of that id, and so on. */
export function matchByOccurrence(a: Int32Array, b: Int32Array, partners: Int32Array): void {
  const isTaken = new Uint8Array(b.length);
  for (const partner of partners) if (partner !== unpaired) isTaken[partner] = 1;
  const free = new Map<number, number[]>();
  for (let place = b.length - 1; place >= 0; place -= 1) {
    if (isTaken[place] === 1) continue;
    const id = b[place] ?? 0;
    const places = free.get(id);
    if (places === undefined) free.set(id, [place]);
    else places.push(place);
  }
  for (let place = 0; place < a.length; place += 1) {
    if (partners[place] !== unpaired) continue;
    partners[place] = free.get(a[place] ?? 0)?.pop() ?? unpaired;
  }
}

/** The elements of `a` that are in the same order as their partners; null if all are. */
export function elementsInOrder(partners: Int32Array): ReadonlySet<number> | null {
  const places: number[] = [];
  const values: number[] = [];
  let last = unpaired;
  let isAscending = true;
  for (const [place, partner] of partners.entries()) {
    if (partner === unpaired) continue;
    places.push(place);
    values.push(partner);
    if (partner < last) isAscending = false;
    last = partner;
  }
  if (isAscending) return null;
  const inOrder = new Set<number>();
  for (const chosen of longestIncreasing(values)) inOrder.add(places[chosen] ?? 0);
  return inOrder;
}
