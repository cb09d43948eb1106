import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EarliestQueued } from '../../src/live/earliest-queued.ts';

describe('the earliest end among queued exchanges', () => {
  it('is that of all exchanges behind a position, in any order of their ends', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50)), fc.array(fc.nat(20)), (ends, steps) => {
        const earliest = new EarliestQueued();
        for (const [at, endedAt] of ends.entries()) earliest.add(at + 1, endedAt);
        let posted = 0;
        for (const step of steps) {
          posted = Math.min(ends.length, posted + step);
          const rest = ends.slice(posted);
          expect(earliest.after(posted)).toBe(rest.length === 0 ? null : Math.min(...rest));
        }
      }),
      { seed: 7 },
    );
  });
});
