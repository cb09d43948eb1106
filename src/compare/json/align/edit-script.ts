/** Positions in the two sequences that match, in pairs, both ascending. */
export type Matches = readonly (readonly [a: number, b: number])[];

/** With more insertions and removals the search stops, as its cost is quadratic in them. */
const editsMax = 400;

/**
 * The longest common subsequence of two sequences, by Myers' greedy algorithm ("An O(ND) Difference Algorithm
 * and Its Variations", 1986).
 *
 * @returns null if they are too different for it
 */
export function commonSubsequence(a: Int32Array, b: Int32Array): Matches | null {
  const bound = Math.min(editsMax, a.length + b.length);
  if (Math.abs(a.length - b.length) > bound) return null;
  const furthest = new Int32Array(2 * bound + 3);
  const origin = bound + 1;
  const trace: Int32Array[] = [];
  for (let edits = 0; edits <= bound; edits += 1) {
    for (let k = -edits; k <= edits; k += 2) {
      let x = startOf(furthest, origin, k, edits);
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x += 1;
      furthest[origin + k] = x;
      if (x >= a.length && x - k >= b.length) return backtrack(a, b, trace, edits);
    }
    trace.push(furthest.slice(origin - edits, origin + edits + 1));
  }
  return null;
}

/** The start on diagonal `k` after one more edit, from the neighbour that leads further. */
function startOf(furthest: Int32Array, origin: number, k: number, edits: number): number {
  const above = furthest[origin + k + 1] ?? 0;
  const left = furthest[origin + k - 1] ?? 0;
  if (edits === 0) return 0;
  return k === -edits || (k !== edits && left < above) ? above : left + 1;
}

/** @param trace for each number of edits, the furthest `x` on the diagonals from `-edits` on */
function backtrack(
  a: Int32Array,
  b: Int32Array,
  trace: readonly Int32Array[],
  edits: number,
): Matches {
  const matches: (readonly [number, number])[] = [];
  let x = a.length;
  let y = b.length;
  for (let d = edits; d > 0; d -= 1) {
    const before = trace[d - 1] ?? new Int32Array(1);
    const at = (k: number): number => before[k + d - 1] ?? 0;
    const k = x - y;
    const down = k === -d || (k !== d && at(k - 1) < at(k + 1));
    const previousX = at(down ? k + 1 : k - 1);
    const previousY = previousX - (down ? k + 1 : k - 1);
    const startX = down ? previousX : previousX + 1;
    while (x > startX) {
      x -= 1;
      y -= 1;
      matches.push([x, y]);
    }
    x = previousX;
    y = previousY;
  }
  while (x > 0) {
    x -= 1;
    y -= 1;
    matches.push([x, y]);
  }
  return matches.reverse();
}
