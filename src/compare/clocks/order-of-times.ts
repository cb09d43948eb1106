import type { Span } from '../../vocabulary/span.ts';
import { rememberPlaces } from './remember-places.ts';
import type { PairTimes } from './same-moment.ts';
import type { Stamp } from './stamp.ts';

/** A time of a thing, as each deployment wrote it. */
export interface TimeOfThing {
  readonly name: string;
  readonly primary: Stamp;
  readonly candidate: Stamp;
}

/** No deployment writes two times this far apart in one request. */
const apartMs = 100;
/** What two clocks of one deployment, and reading them, may add to the length of a request. */
const jitterMs = 5;
/** Two times within one millisecond may be too quick for a clock, but not this often. */
const lostMin = 4;
const lostShare = 0.75;
const placesMax = 500;
const rememberedMax = 100;

interface Seen {
  apart: number;
  lost: number;
  /** Seeing the same times again adds no evidence. */
  readonly remembered: Set<string>;
}

/**
 * Remembers whether two times of one thing that two requests wrote are in order in both deployments. An
 * update that does not write its time leaves the creation time, which is within the same second if the two
 * requests are.
 */
export class OrderOfTimes {
  readonly #seenAt = rememberPlaces<Seen>(placesMax, () => ({
    apart: 0,
    lost: 0,
    remembered: new Set(),
  }));

  /** @param place the path of the object that has both */
  isKept(times: PairTimes, one: TimeOfThing, other: TimeOfThing, place: string): boolean {
    const areApart =
      areOfTwoRequests(times.primary, one.primary, other.primary) ||
      areOfTwoRequests(times.candidate, one.candidate, other.candidate);
    if (!areApart || !areComparable(one, other)) return true;
    const isLost =
      directionOf(one.primary, other.primary) !== directionOf(one.candidate, other.candidate);
    const seen = this.#seenAt(`${place} ${one.name} ${other.name}`);
    // Without a memory for this path, a lost update never counts as chance.
    if (seen === null) return !isLost;
    const stamps = [one.primary, other.primary, one.candidate, other.candidate];
    note(seen, stamps.map(({ ms }) => ms).join(' '), isLost);
    return !isLost || seen.lost < lostMin || seen.lost < lostShare * seen.apart;
  }
}

/** Older observations count less, so that a new version of the candidate is judged by its own. */
function note(seen: Seen, stamps: string, isLost: boolean): void {
  if (seen.remembered.has(stamps)) return;
  if (seen.remembered.size === rememberedMax) {
    seen.remembered.clear();
    seen.apart /= 2;
    seen.lost /= 2;
  }
  seen.remembered.add(stamps);
  seen.apart += 1;
  if (isLost) seen.lost += 1;
}

function areOfTwoRequests({ fromMs, toMs }: Span, one: Stamp, other: Stamp): boolean {
  const between = Math.abs(one.ms - other.ms);
  if (between <= toMs - fromMs + jitterMs) return false;
  const latest = Math.max(one.ms, other.ms);
  return between >= apartMs || (latest >= fromMs - 1 && latest <= toMs + 1);
}

/** Times in whole seconds are equal too often. */
function areComparable(one: TimeOfThing, other: TimeOfThing): boolean {
  const stamps = [one.primary, other.primary, one.candidate, other.candidate];
  return (
    one.primary.hasZone === other.primary.hasZone &&
    stamps.some(({ fractionDigits }) => fractionDigits >= 3)
  );
}

function directionOf(one: Stamp, other: Stamp): number {
  return Math.sign(other.ms - one.ms);
}
