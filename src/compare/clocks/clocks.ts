import { CoarseTimes } from './coarse-times.ts';
import { OrderOfTimes, type TimeOfThing } from './order-of-times.ts';
import { isSameMoment, type PairTimes } from './same-moment.ts';
import { isSameButTimes } from './times-in-text.ts';
import { readStamp, type Stamp } from './stamp.ts';

/** Compares times of one pair of answers, each by its own deployment's clock. */
export interface Clocks {
  /** By how much the candidate answered later, in milliseconds: years if recordings are played. */
  readonly lagMs: number;
  /** @param place the path of the values, without indexes: one piece of code writes all values at a path */
  isSameTime(primary: unknown, candidate: unknown, place: string): boolean;
  /** The same for texts with times among equal words. */
  isSameText(primary: string, candidate: string, place: string): boolean;
  /**
   * Whether a member with the same time comes before or after the other times of its object, as in primary.
   * To be called for the members of an object in turn.
   */
  isInOrder(member: SameTime): boolean;
}

/** A member of an object whose two values are the same moment. */
interface SameTime {
  readonly primary: unknown;
  readonly candidate: unknown;
  readonly name: string;
  /** The same for all members of one object. */
  readonly holder: string;
  /** The path of the object, as in {@link Clocks.isSameTime}. */
  readonly place: string;
}

/** An answer may have any number of objects, but few are open at a time. */
const holdersMax = 64;
const timesMax = 8;

/**
 * Creates the clocks of a pair. All clocks that one comparer creates share what they learn about how its
 * times are written.
 */
export function createClocks(): (times: PairTimes) => Clocks {
  const coarse = new CoarseTimes();
  const order = new OrderOfTimes();
  return (times) => {
    const holders = new Map<string, TimeOfThing[]>();
    const isSameTime: Clocks['isSameTime'] = (primary, candidate, place) => {
      const left = readStamp(primary);
      const right = left === null ? null : readStamp(candidate);
      if (left === null || right === null || left.form !== right.form) return false;
      const shiftMs = left.hasZone ? 0 : zoneShiftMs(times, left);
      if (!isSameMoment(times, left.ms - shiftMs, right.ms - shiftMs)) return false;
      return coarse.isSamePrecision(left, right, place);
    };
    return {
      lagMs: times.candidate.toMs - times.primary.toMs,
      isSameTime,
      isSameText: (primary, candidate, place) =>
        isSameButTimes(primary, candidate, (one, other) => isSameTime(one, other, place)),
      isInOrder: (member) => {
        const [primary, candidate] = [readStamp(member.primary), readStamp(member.candidate)];
        if (primary === null || candidate === null) return true;
        const time = { name: member.name, primary, candidate };
        const others = timesIn(holders, member.holder);
        const isKept = others.every((one) => order.isKept(times, one, time, member.place));
        if (others.length < timesMax) others.push(time);
        return isKept;
      },
    };
  };
}

function timesIn(holders: Map<string, TimeOfThing[]>, holder: string): TimeOfThing[] {
  const known = holders.get(holder);
  if (known !== undefined) return known;
  if (holders.size === holdersMax) holders.clear();
  const times: TimeOfThing[] = [];
  holders.set(holder, times);
  return times;
}

const zoneStepMs = 15 * 60_000;
const zoneMaxMs = 14 * 60 * 60_000;

/**
 * The zone offset of a time without a zone, if it was written just now in the local time of its server;
 * else 0.
 */
function zoneShiftMs({ primary }: PairTimes, { ms }: Stamp): number {
  const shift = Math.round((ms - primary.toMs) / zoneStepMs) * zoneStepMs;
  return Math.abs(shift) <= zoneMaxMs ? shift : 0;
}
