import { describe, expect, it } from 'vitest';
import { createUsedBetween } from '../../../src/control/watch/used-between.ts';

const options = { gapMs: 30_000, warmupMs: 60_000 };

type Readings = readonly (readonly [startTime: number | null, cpu: number])[];

/** The use of a resource between readings, one every 5 s, of processes by their start time. */
function usedIn(readings: Readings): readonly (number | string | null)[] {
  const between = createUsedBetween(options);
  return readings.map(([startTime, cpu], index) => {
    const reading = { startTime, levels: new Map(), totals: new Map([['cpu', cpu]]) };
    const { work, isWarmingUp } = between.read(reading, index * 5_000);
    return isWarmingUp ? 'warming up' : (work?.get('cpu') ?? null);
  });
}

describe('the use of a resource between two readings', () => {
  it('is the difference of totals', () => {
    const readings: Readings = [
      [100, 5],
      [100, 7],
      [100, 7.5],
    ];
    expect(usedIn(readings)).toEqual([null, 2, 0.5]);
  });

  it('counts from zero if a total falls without a known start time', () => {
    const readings: Readings = [
      [null, 50],
      [null, 3],
    ];
    expect(usedIn(readings)).toEqual([null, 3]);
  });

  it('is unknown if a total falls and the start time is the same', () => {
    const readings: Readings = [
      [100, 50],
      [100, 3],
      [100, 4],
    ];
    expect(usedIn(readings)).toEqual([null, null, 1]);
  });

  it('leaves out the warm-up of a restarted process', () => {
    const restarted = Array.from({ length: 13 }, (_, at) => [200, at] as const);
    const left = Array.from({ length: 12 }, () => 'warming up');
    expect(usedIn([[100, 50], ...restarted])).toEqual([null, ...left, 1]);
  });

  it('is separate for each process behind one address', () => {
    const readings: Readings = [
      [300, 9],
      [100, 50],
      [300, 10],
      [100, 53],
      [100, 54],
    ];
    expect(usedIn(readings)).toEqual([null, null, 1, 3, 1]);
  });

  it('is unknown across a gap', () => {
    const between = createUsedBetween(options);
    const reading = { startTime: 1, levels: new Map(), totals: new Map([['cpu', 1]]) };
    between.read(reading, 0);
    expect(between.read(reading, 30_001).work).toBeNull();
  });
});
