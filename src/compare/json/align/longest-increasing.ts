/**
 * The positions, in a list of different numbers, of a longest increasing subsequence (Fredman, "On computing
 * the length of longest increasing subsequences", 1975).
 */
export function longestIncreasing(values: readonly number[]): ReadonlySet<number> {
  /** For each length, the position of the smallest number that ends a subsequence of that length. */
  const ends: number[] = [];
  const before = new Int32Array(values.length);
  for (let place = 0; place < values.length; place += 1) {
    const value = values[place] ?? 0;
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((values[ends[middle] ?? 0] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    before[place] = low === 0 ? -1 : (ends[low - 1] ?? -1);
    ends[low] = place;
  }
  const chosen = new Set<number>();
  for (let place = ends.at(-1) ?? -1; place >= 0; place = before[place] ?? -1) chosen.add(place);
  return chosen;
}
