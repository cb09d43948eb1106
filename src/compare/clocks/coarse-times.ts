import type { Stamp } from './stamp.ts';

/** By chance, a fraction ends in so many zeros once in a thousand times. */
const zerosByChance = 3;
/** Where it happens oftener than once in so many times, it is no chance. */
const timesEach = 100;
const placesMax = 2_000;
const excusedMax = 1_000;

interface Seen {
  times: number;
  /** Those that were taken for chance: what is read again is still the same time. */
  readonly excused: Set<string>;
}

/**
 * Tells a fraction of a second that ends in zeros by chance from one that is cut off: a time is taken
 * for as precise as another one, unless that happens too often at one place.
 */
export class CoarseTimes {
  readonly #places = new Map<string, Seen>();

  isSamePrecision(primary: Stamp, candidate: Stamp, place: string): boolean {
    const apart = Math.abs(primary.fractionDigits - candidate.fractionDigits);
    const seen = this.#seenAt(place);
    if (seen !== null) seen.times += 1;
    if (apart < zerosByChance) return true;
    // Without a place to remember it at, none is taken for chance.
    if (seen === null) return false;
    const pair = `${primary.ms} ${candidate.ms}`;
    if (seen.excused.has(pair)) return true;
    const chances = Math.min(1 + Math.floor(seen.times / timesEach), excusedMax);
    if (seen.excused.size >= chances) return false;
    seen.excused.add(pair);
    return true;
  }

  #seenAt(place: string): Seen | null {
    const known = this.#places.get(place);
    if (known !== undefined) return known;
    if (this.#places.size === placesMax) return null;
    const seen = { times: 0, excused: new Set<string>() };
    this.#places.set(place, seen);
    return seen;
  }
}
