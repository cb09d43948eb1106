import { rememberPlaces } from './remember-places.ts';
import type { Stamp } from './stamp.ts';

/** By chance, a fraction ends in so many zeros once in a thousand times. */
const zerosByChance = 3;
/** Where it happens more often than once in so many times, it is no chance. */
const timesEach = 100;
/** What both deployments stamped so close together has one chance, not one each: a burst falls into one millisecond. */
const togetherMs = 2;
const placesMax = 2_000;
const excusedMax = 1_000;

/** Of two that are as precise, one ends in a zero more than the other one in one of ten. */
const shorterMin = 8;
const shorterShare = 0.7;
const comparedMax = 100;

interface Seen {
  times: number;
  /** Those that were taken for chance: what is read again is still the same time. */
  readonly excused: { readonly short: number; readonly long: number }[];
  /** Those whose fractions were held against each other; what is read again says nothing new. */
  readonly compared: Set<string>;
  /** How many they were, and in how many of them which one was shorter. */
  readonly counts: { all: number; primary: number; candidate: number };
}

/**
 * Distinguishes a fraction of a second that ends in zeros by chance from one that is cut off: a time is taken
 * for as precise as another one, unless that happens too often at one place. A single digit that is cut
 * off is found where the same deployment is the shorter one nearly always.
 */
export class CoarseTimes {
  readonly #seenAt = rememberPlaces<Seen>(placesMax, () => ({
    times: 0,
    excused: [],
    compared: new Set(),
    counts: { all: 0, primary: 0, candidate: 0 },
  }));

  isSamePrecision(primary: Stamp, candidate: Stamp, place: string): boolean {
    const seen = this.#seenAt(place);
    if (seen !== null) seen.times += 1;
    if (!isOdd(primary, candidate)) {
      return seen === null || !isOftenShorter(seen, primary, candidate);
    }
    // Without a place to remember it at, none is taken for chance.
    if (seen === null) return false;
    const [short, long] =
      primary.fractionDigits < candidate.fractionDigits
        ? [primary.ms, candidate.ms]
        : [candidate.ms, primary.ms];
    const isKnown = seen.excused.some(
      (one) => one.short === short && Math.abs(one.long - long) <= togetherMs,
    );
    if (isKnown) return true;
    const chances = Math.min(1 + Math.floor(seen.times / timesEach), excusedMax);
    if (seen.excused.length >= chances) return false;
    seen.excused.push({ short, long });
    return true;
  }
}

/** A fraction that is written with a zero at its end is not written without one for being shorter. */
function isOdd(primary: Stamp, candidate: Stamp): boolean {
  if (Math.abs(primary.fractionDigits - candidate.fractionDigits) >= zerosByChance) return true;
  const [short, long] =
    primary.writtenDigits < candidate.writtenDigits ? [primary, candidate] : [candidate, primary];
  return short.writtenDigits < long.writtenDigits && long.fractionDigits < long.writtenDigits;
}

function isOftenShorter({ compared, counts }: Seen, primary: Stamp, candidate: Stamp): boolean {
  const longer = primary.fractionDigits - candidate.fractionDigits;
  const pair = `${primary.ms} ${candidate.ms}`;
  if (!compared.has(pair)) {
    if (compared.size === comparedMax) {
      compared.clear();
      for (const side of ['all', 'primary', 'candidate'] as const) counts[side] /= 2;
    }
    compared.add(pair);
    counts.all += 1;
    if (longer > 0) counts.candidate += 1;
    if (longer < 0) counts.primary += 1;
  }
  if (longer === 0) return false;
  const shorter = longer > 0 ? counts.candidate : counts.primary;
  return shorter >= shorterMin && shorter > shorterShare * counts.all;
}
