import { Bursts } from './bursts.ts';
import { rememberPlaces } from './remember-places.ts';
import type { Stamp } from './stamp.ts';

/** By chance, a fraction ends in so many zeros once in a thousand times. */
const zerosByChance = 3;
/** In one of two times. */
const chanceEach = 2 / 1000;
/** What happens less often than this, if it is chance, is no chance. */
const chanceMin = 1e-4;
const pairsMax = 100_000;
const placesMax = 2_000;

/** Of two that are as precise, one ends in a zero more than the other one in one of ten. */
const shorterMin = 8;
const shorterShare = 0.7;
const comparedMax = 100;

interface Seen {
  /** Pairs of times, each counted once while it is remembered. */
  pairs: number;
  readonly excused: Moment[];
  readonly bursts: { readonly primary: Bursts; readonly candidate: Bursts };
  /** Those whose fractions were held against each other; what is read again says nothing new. */
  readonly compared: Set<string>;
  /** How many they were, and in how many of them which one was shorter. */
  readonly counts: { all: number; primary: number; candidate: number };
}

/** A millisecond whose fraction is zero by chance, and what the other deployment has for the things that were made in it. */
interface Moment {
  readonly short: number;
  readonly longs: number[];
}

/**
 * Distinguishes a fraction of a second that ends in zeros by chance from one that is cut off: a time is taken
 * for as precise as another one, unless that happens too often at one place. A single digit that is cut
 * off is found where the same deployment is the shorter one nearly always.
 */
export class CoarseTimes {
  readonly #seenAt = rememberPlaces<Seen>(placesMax, () => ({
    pairs: 0,
    excused: [],
    bursts: { primary: new Bursts(), candidate: new Bursts() },
    compared: new Set(),
    counts: { all: 0, primary: 0, candidate: 0 },
  }));

  isSamePrecision(primary: Stamp, candidate: Stamp, place: string): boolean {
    const seen = this.#seenAt(place);
    if (isOdd(primary, candidate)) return seen !== null && isChance(seen, primary, candidate);
    return seen === null || !isOftenShorter(seen, primary, candidate);
  }
}

function isChance(seen: Seen, primary: Stamp, candidate: Stamp): boolean {
  const isPrimaryShort = primary.fractionDigits < candidate.fractionDigits;
  const [short, long] = isPrimaryShort ? [primary.ms, candidate.ms] : [candidate.ms, primary.ms];
  const moments = seen.excused.filter((one) => one.short === short);
  if (moments.some(({ longs }) => longs.includes(long))) return true;
  seen.pairs = Math.min(seen.pairs + 1, pairsMax);
  const bursts = isPrimaryShort ? seen.bursts.primary : seen.bursts.candidate;
  const burst = moments.find(({ longs }) => bursts.canContain([...longs, long]));
  if (burst !== undefined) {
    burst.longs.push(long);
    return true;
  }
  if (seen.excused.length >= mostByChance(seen.pairs)) return false;
  seen.excused.push({ short, longs: [long] });
  return true;
}

/** How many of so many pairs end in zeros by chance: more do less often than {@link chanceMin} (Poisson). */
function mostByChance(pairs: number): number {
  const expected = pairs * chanceEach;
  let most = 0;
  let term = Math.exp(-expected);
  for (let rest = 1 - term; rest > chanceMin; rest -= term) {
    most += 1;
    term *= expected / most;
  }
  return most;
}

/** A fraction that is written with a zero at its end is not written without one for being shorter. */
function isOdd(primary: Stamp, candidate: Stamp): boolean {
  if (Math.abs(primary.fractionDigits - candidate.fractionDigits) >= zerosByChance) return true;
  const [short, long] =
    primary.writtenDigits < candidate.writtenDigits ? [primary, candidate] : [candidate, primary];
  return short.writtenDigits < long.writtenDigits && long.fractionDigits < long.writtenDigits;
}

function isOftenShorter(seen: Seen, primary: Stamp, candidate: Stamp): boolean {
  const { compared, counts } = seen;
  const longer = primary.fractionDigits - candidate.fractionDigits;
  const pair = `${primary.ms} ${candidate.ms}`;
  if (!compared.has(pair)) {
    if (compared.size === comparedMax) {
      compared.clear();
      for (const side of ['all', 'primary', 'candidate'] as const) counts[side] /= 2;
    }
    compared.add(pair);
    seen.pairs = Math.min(seen.pairs + 1, pairsMax);
    seen.bursts.primary.note(primary.ms, candidate.ms);
    seen.bursts.candidate.note(candidate.ms, primary.ms);
    counts.all += 1;
    if (longer > 0) counts.candidate += 1;
    if (longer < 0) counts.primary += 1;
  }
  if (longer === 0) return false;
  const shorter = longer > 0 ? counts.candidate : counts.primary;
  return shorter >= shorterMin && shorter > shorterShare * counts.all;
}
