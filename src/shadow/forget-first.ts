/**
 * Limits the size of a map by forgetting its oldest entries, a sixteenth at once: a map that always loses its
 * first entry has to step over all that it lost before.
 */
export function forgetFirst<K>(map: Map<K, unknown>, sizeMax: number): void {
  if (map.size <= sizeMax) return;
  let surplus = map.size - Math.floor(sizeMax * (15 / 16));
  for (const key of map.keys()) {
    if (surplus <= 0) return;
    map.delete(key);
    surplus -= 1;
  }
}
