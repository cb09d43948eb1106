import { isContainer, ownValue } from '../../../vocabulary/own-value.ts';
import { countSame } from '../../same-json.ts';

/** Elements with less in common are different elements. */
const similarAtLeast = 0.5;
/** The largest table of elements to fill in. */
const cellsMax = 900;
const membersMax = 40;

/** The share, from 0 to 1, of two objects' scalar members that are equal. */
export function similarity(a: unknown, b: unknown, except: string | null = null): number {
  if (!isContainer(a) || !isContainer(b) || Array.isArray(a) || Array.isArray(b)) return 0;
  let members = 0;
  let equal = 0;
  for (const key in a) {
    if (key === except || isContainer(a[key])) continue;
    members += 1;
    if (ownValue(b, key) === a[key]) equal += 1;
    if (members === membersMax) break;
  }
  let others = 0;
  for (const key in b) {
    if (key !== except && !isContainer(b[key])) others += 1;
    if (others === membersMax) break;
  }
  const most = Math.max(members, others);
  return most === 0 ? Number(countSame(a, b) !== null) : equal / most;
}

/** A pair of positions in two lists. */
export type PlacePair = readonly [a: number, b: number];

/**
 * Pairs elements so that they have most in common and stay in order, by dynamic programming over a table of
 * all of them; null if that table would be too large.
 */
export function pairSimilarInOrder(
  a: readonly unknown[],
  b: readonly unknown[],
): readonly PlacePair[] | null {
  if (a.length * b.length > cellsMax) return null;
  const width = b.length + 1;
  const best = new Float64Array((a.length + 1) * width);
  const at = (i: number, j: number): number => best[i * width + j] ?? 0;
  const gain = (i: number, j: number): number => {
    const share = similarity(a[i], b[j]);
    return share >= similarAtLeast ? share : 0;
  };
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const paired = gain(i, j);
      const skipped = Math.max(at(i + 1, j), at(i, j + 1));
      best[i * width + j] = paired > 0 ? Math.max(skipped, at(i + 1, j + 1) + paired) : skipped;
    }
  }
  const pairs: PlacePair[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (at(i, j) === at(i + 1, j)) i += 1;
    else if (at(i, j) === at(i, j + 1)) j += 1;
    else pairs.push([i++, j++]);
  }
  return pairs;
}

/** Pairs the elements that have most in common, in any order; none if there are too many. */
export function pairMostSimilar(
  a: readonly unknown[],
  b: readonly unknown[],
): readonly PlacePair[] {
  if (a.length * b.length > cellsMax) return [];
  const all = a
    .flatMap((one, i) => b.map((other, j) => ({ i, j, share: similarity(one, other) })))
    .filter(({ share }) => share >= similarAtLeast)
    .sort((x, y) => y.share - x.share || x.i + x.j - (y.i + y.j));
  const [takenA, takenB] = [new Set<number>(), new Set<number>()];
  const pairs: PlacePair[] = [];
  for (const { i, j } of all) {
    if (takenA.has(i) || takenB.has(j)) continue;
    takenA.add(i);
    takenB.add(j);
    pairs.push([i, j]);
  }
  return pairs;
}
