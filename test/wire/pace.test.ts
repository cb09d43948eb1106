import { describe, expect, it } from 'vitest';
import { Pace } from '../../src/wire/pace.ts';

/** A body whose pieces were seen at these times, and came at these times at the earliest. */
function paceOf(...pieces: readonly (readonly [seenAt: number, earliestAt: number])[]): Pace {
  const pace = new Pace();
  for (const [seenAt, earliestAt] of pieces) pace.note(seenAt, earliestAt);
  return pace;
}

describe('the pace of a body', () => {
  it('is unknown before the first piece', () => {
    expect([paceOf().firstAt, paceOf().largestGapMs]).toEqual([NaN, NaN]);
  });

  it('begins with the first piece', () => {
    expect(paceOf([110, 110], [120, 120]).firstAt).toBe(110);
  });

  it('may begin earlier, by the time for which the first piece may have waited', () => {
    expect(paceOf([110, 103], [120, 120]).firstSlackMs).toBe(7);
  });

  it('has the longest gap between two pieces', () => {
    const { largestGapMs, largestGapSlackMs } = paceOf([110, 110], [150, 150], [160, 160]);
    expect([largestGapMs, largestGapSlackMs]).toEqual([40, 0]);
  });

  it('has no gap between pieces that were read at once', () => {
    expect(paceOf([110, 110], [110, 110]).largestGapMs).toBeNaN();
  });

  it('has a longest gap as uncertain as its ends', () => {
    const { largestGapMs, largestGapSlackMs } = paceOf([110, 107], [150, 148]);
    expect(largestGapMs).toBe(150 - 107);
    expect(largestGapMs - largestGapSlackMs).toBe(148 - 110);
  });

  it('has the ends of the longest gap from the gaps that extend it most', () => {
    const { largestGapMs, largestGapSlackMs } = paceOf(
      [110, 110],
      [150, 150],
      [180, 120],
      [185, 185],
    );
    expect(largestGapMs).toBe(185 - 120);
    expect(largestGapMs - largestGapSlackMs).toBe(40);
  });

  it('has a longest gap that may be 0 if both pieces may have waited', () => {
    const { largestGapMs, largestGapSlackMs } = paceOf([110, 100], [112, 100]);
    expect(largestGapMs - largestGapSlackMs).toBe(0);
  });
});
