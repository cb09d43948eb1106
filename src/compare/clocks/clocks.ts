import { CoarseTimes } from './coarse-times.ts';
import { isSameMoment, type PairTimes } from './same-moment.ts';
import { isSameButTimes } from './times-in-text.ts';
import { readStamp, type Stamp } from './stamp.ts';

/** Compares times of one pair of answers, each by its own deployment's clock. */
export interface Clocks {
  /** @param place of the values, without indexes: one piece of code writes all values at a place */
  isSameTime(primary: unknown, candidate: unknown, place: string): boolean;
  /** The same for texts with times among equal words. */
  isSameText(primary: string, candidate: string, place: string): boolean;
}

/** Makes the clocks of a pair; what one comparer makes them with learns how its times are written. */
export function createClocks(): (times: PairTimes) => Clocks {
  const coarse = new CoarseTimes();
  return (times) => {
    const isSameTime: Clocks['isSameTime'] = (primary, candidate, place) => {
      const left = readStamp(primary);
      const right = left === null ? null : readStamp(candidate);
      if (left === null || right === null || left.form !== right.form) return false;
      const shiftMs = left.hasZone ? 0 : zoneShiftMs(times, left);
      if (!isSameMoment(times, left.ms - shiftMs, right.ms - shiftMs)) return false;
      return coarse.isSamePrecision(left, right, place);
    };
    return {
      isSameTime,
      isSameText: (primary, candidate, place) =>
        isSameButTimes(primary, candidate, (one, other) => isSameTime(one, other, place)),
    };
  };
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
