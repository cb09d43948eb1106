/**
 * Makes a function that gives what is remembered of a place, and begins to remember it if that is new.
 * Bodies are hostile, and have as many places as they like: it gives null for those past a bound.
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
