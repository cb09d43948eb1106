import type { Stamp } from './stamp.ts';

/** By chance, one fraction in a thousand ends in this many zeros. */
const zerosByChance = 3;
/** If it happens more often than once in this many times, it is not chance. */
const timesEach = 100;
const placesMax = 2_000;
const byChanceMax = 1_000;

interface Seen {
  times: number;
  /** Those that were taken for chance: the same time may be read again. */
  readonly byChance: Set<string>;
}

/**
 * Distinguishes a fraction of a second that ends in zeros by chance from one that is cut off. Two times
 * count as equally precise unless zeros are too frequent at one place.
 */
export class CoarseTimes {
  readonly #places = new Map<string, Seen>();

  isSamePrecision(primary: Stamp, candidate: Stamp, place: string): boolean {
    const apart = Math.abs(primary.fractionDigits - candidate.fractionDigits);
    const seen = this.#seenAt(place);
    if (seen !== null) seen.times += 1;
    if (apart < zerosByChance) return true;
    // Zeros cannot be counted at this place, so none are taken for chance.
    if (seen === null) return false;
    const pair = `${primary.ms} ${candidate.ms}`;
    if (seen.byChance.has(pair)) return true;
    const chances = Math.min(1 + Math.floor(seen.times / timesEach), byChanceMax);
    if (seen.byChance.size >= chances) return false;
    seen.byChance.add(pair);
    return true;
  }

  #seenAt(place: string): Seen | null {
    const known = this.#places.get(place);
    if (known !== undefined) return known;
    if (this.#places.size === placesMax) return null;
    const seen = { times: 0, byChance: new Set<string>() };
    this.#places.set(place, seen);
    return seen;
  }
}
