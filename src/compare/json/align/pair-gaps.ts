import { isContainer } from '../../../vocabulary/own-value.ts';
import { elementsInOrder } from './match-ids.ts';
import { unpaired } from './pairing.ts';
import { pairSimilarInOrder } from './similarity.ts';

/**
 * Pairs the elements between those that are paired and in order: an element between the same two neighbours
 * is the same one, changed. If one side has more of them, pairs those that have much in common.
 *
 * @param partners for each element of `a` its partner in `b`; written to
 */
export function pairGaps(a: readonly unknown[], b: readonly unknown[], partners: Int32Array): void {
  const inOrder = elementsInOrder(partners);
  const isTaken = new Uint8Array(b.length);
  for (const partner of partners) if (partner !== unpaired) isTaken[partner] = 1;
  const paired: (readonly [number, number])[] = [];
  let gapA: number[] = [];
  let next = 0;

  function closeGap(end: number): void {
    const gapB: number[] = [];
    for (; next < end; next += 1) if (isTaken[next] === 0) gapB.push(next);
    for (const [x, y] of pairsIn(gapA, gapB, a, b)) paired.push([gapA[x] ?? 0, gapB[y] ?? 0]);
    gapA = [];
    next = Math.max(next, end + 1);
  }

  for (const [place, partner] of partners.entries()) {
    if (partner === unpaired) gapA.push(place);
    else if (inOrder === null || inOrder.has(place)) closeGap(partner);
  }
  closeGap(b.length);
  for (const [place, partner] of paired) partners[place] = partner;
}

function pairsIn(
  gapA: readonly number[],
  gapB: readonly number[],
  a: readonly unknown[],
  b: readonly unknown[],
): readonly (readonly [number, number])[] {
  const shorter = Math.min(gapA.length, gapB.length);
  if (gapA.length !== gapB.length && shorter > 0) {
    const [elementsA, elementsB] = [gapA.map((at) => a[at]), gapB.map((at) => b[at])];
    const areContainers = elementsA.every(isContainer) && elementsB.every(isContainer);
    const similar = areContainers ? pairSimilarInOrder(elementsA, elementsB) : null;
    if (similar !== null) return similar;
  }
  return Array.from({ length: shorter }, (_, place) => [place, place] as const);
}
