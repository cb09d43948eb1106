/**
 * Keeps a map to a size by forgetting what was put in first, a sixteenth at once: a map that always
 * loses its first has to step over all it has lost before.
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
