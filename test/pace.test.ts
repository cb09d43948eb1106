import { describe, expect, it } from 'vitest';
import { Pace } from '../src/pace.ts';

const idle = { canTell: () => true };
const busy = { canTell: () => false };

/** A body of which pieces came at these times, asked for at 100. */
function paceOf(...pieces: readonly (readonly [at: number, watch: typeof idle])[]): Pace {
  const pace = new Pace();
  for (const [at, watch] of pieces) pace.note(at, 100, watch);
  return pace;
}

describe('the pace of a body', () => {
  it('is unknown before anything came', () => {
    expect([paceOf().firstAt, paceOf().largestGapMs]).toEqual([NaN, NaN]);
  });

  it('begins with the first piece', () => {
    expect(paceOf([110, idle], [120, idle]).firstAt).toBe(110);
  });

  it('has the longest time between two pieces', () => {
    expect(paceOf([110, idle], [150, idle], [160, idle]).largestGapMs).toBe(40);
  });

  it('has no gap between pieces that were read at once', () => {
    expect(paceOf([110, idle], [110, idle]).largestGapMs).toBeNaN();
  });

  it('has no beginning where this thread was at work then', () => {
    expect(paceOf([110, busy], [120, idle]).firstAt).toBeNaN();
  });

  it('has no longest time where a longer one may have been this thread at work', () => {
    expect(paceOf([110, idle], [120, idle], [190, busy]).largestGapMs).toBeNaN();
  });

  it('has one that is longer than what may have been this thread at work', () => {
    expect(paceOf([110, idle], [120, busy], [190, idle]).largestGapMs).toBe(70);
  });
});
