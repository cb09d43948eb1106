import { Bursts } from './bursts.ts';
import { rememberPlaces } from './remember-places.ts';
import type { Stamp } from './stamp.ts';

/** By chance, a fraction ends in this many zeros once in a thousand times. */
const zerosByChance = 3;
/** For either of two times. */
const chanceEach = 2 / 1000;
/** Anything with a lower probability is not chance. */
const chanceMin = 1e-4;
const pairsMax = 100_000;
const placesMax = 2_000;

/** If both deployments are equally precise, one time in ten has a zero more at its end than the other. */
const shorterMin = 8;
const shorterShare = 0.7;
const comparedMax = 100;

interface Seen {
  /** Pairs of times, each counted once while it is remembered. */
  pairs: number;
  readonly excused: Moment[];
  readonly bursts: { readonly primary: Bursts; readonly candidate: Bursts };
  /** The pairs whose fractions were compared; seeing one again adds no evidence. */
  readonly compared: Set<string>;
  /** The number of compared pairs, and how often each side was shorter. */
  readonly counts: { all: number; primary: number; candidate: number };
}

/**
 * A millisecond whose fraction is zero by chance, and the other deployment's times of the things made in it.
 */
interface Moment {
  readonly short: number;
  readonly longs: number[];
}

/**
 * Distinguishes fractions of a second that end in zeros by chance from truncated ones. Two times count as
 * equally precise, unless such zeros are too frequent at one path. If only one digit is truncated, the same
 * deployment is the shorter one nearly always.
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
  noteNew(seen, primary, candidate);
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

/**
 * How many of this number of pairs end in zeros by chance: more are less likely than {@link chanceMin}
 * (Poisson).
 */
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

/** A deployment that writes a zero at the end of a fraction does not shorten fractions elsewhere. */
function isOdd(primary: Stamp, candidate: Stamp): boolean {
  if (Math.abs(primary.fractionDigits - candidate.fractionDigits) >= zerosByChance) return true;
  const [short, long] =
    primary.writtenDigits < candidate.writtenDigits ? [primary, candidate] : [candidate, primary];
  return short.writtenDigits < long.writtenDigits && long.fractionDigits < long.writtenDigits;
}

function isOftenShorter(seen: Seen, primary: Stamp, candidate: Stamp): boolean {
  const { counts } = seen;
  const longer = primary.fractionDigits - candidate.fractionDigits;
  if (noteNew(seen, primary, candidate)) {
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

/** Counts a pair, unless it is remembered: reading a time again must not raise the number of those by chance. */
function noteNew(seen: Seen, primary: Stamp, candidate: Stamp): boolean {
  const { compared, counts } = seen;
  const pair = `${primary.ms} ${candidate.ms}`;
  if (compared.has(pair)) return false;
  if (compared.size === comparedMax) {
    compared.clear();
    for (const side of ['all', 'primary', 'candidate'] as const) counts[side] /= 2;
  }
  compared.add(pair);
  seen.pairs = Math.min(seen.pairs + 1, pairsMax);
  return true;
}
