/**
 * Creates a function that returns what is remembered of a path, and starts remembering a new one. Bodies are
 * hostile and may have any number of paths: it returns null past a bound.
 */
export function rememberPlaces<T>(placesMax: number, begin: () => T): (place: string) => T | null {
  const places = new Map<string, T>();
  return (place) => {
    const known = places.get(place);
    if (known !== undefined) return known;
    if (places.size === placesMax) return null;
    const fresh = begin();
    places.set(place, fresh);
    return fresh;
  };
}
