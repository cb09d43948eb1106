/** Sets an entry. If there are too many, forgets the one that was set first. */
export function keepLatest<K, V>(map: Map<K, V>, key: K, value: V, sizeMax: number): void {
  map.delete(key);
  map.set(key, value);
  for (const first of map.keys()) {
    if (map.size <= sizeMax) return;
    map.delete(first);
  }
}
