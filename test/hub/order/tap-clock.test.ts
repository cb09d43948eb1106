import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TapClock } from '../../../src/hub/order/tap-clock.ts';

const options = { clockSkewMs: 10, zeroMs: 1_000_000 };

function note(completeTo: number, wallOffsetMs: number) {
  return { completeTo, wallOffsetMs, openWrites: [], shed: {} };
}

/** Notes every 100 ms from one time to another, each of which arrives at once. */
function follow(clock: TapClock, from: number, until: number, wallOffsetMs: number): void {
  for (let moment = from; moment <= until; moment += 100) {
    clock.follow(note(moment, wallOffsetMs), moment, moment + wallOffsetMs + 1);
  }
}

describe('the clock of a tap', () => {
  it('is converted into the time of the fleet', () => {
    const clock = new TapClock(options);
    follow(clock, 0, 0, 1_000_500);
    expect([clock.at(0), clock.at(40)]).toEqual([500, 540]);
  });

  it('does not follow a late note', () => {
    const clock = new TapClock(options);
    follow(clock, 0, 900, 1_000_500);
    clock.follow(note(1_000, 1_000_470), 1_000, 2_000_000);
    follow(clock, 1_100, 3_000, 1_000_500);
    expect([clock.at(1_050), clock.changes]).toEqual([1_550, 0]);
  });

  it('follows a wall clock that is set forward, within a second', () => {
    const clock = new TapClock(options);
    follow(clock, 0, 900, 1_000_500);
    follow(clock, 1_000, 2_000, 1_000_580);
    expect([clock.at(950), clock.at(2_000)]).toEqual([1_450, 2_580]);
  });

  it('runs at half speed until a wall clock that was set back has caught up', () => {
    const clock = new TapClock(options);
    follow(clock, 0, 900, 1_000_500);
    follow(clock, 1_000, 1_500, 1_000_400);
    expect(clock.at(1_500)).toBe(1_950);
    follow(clock, 1_600, 2_000, 1_000_400);
    expect(clock.at(2_000)).toBe(2_400);
  });

  it('is not used while it is ahead of the hub by more than a second', () => {
    const clock = new TapClock(options);
    clock.follow(note(100, 1_000_500 + 3_600_000), 100, 1_000_600);
    expect(clock.at(100)).toBe(600);
    expect(clock.aheadMs).toBe(3_600_000);
    follow(clock, 200, 900, 1_000_500);
    expect([clock.at(900), clock.aheadMs]).toEqual([1_400, 0]);
  });

  it('never turns a later time into an earlier one, for any wall clock', () => {
    const leaps = fc.array(fc.integer({ min: -5_000, max: 5_000 }), { maxLength: 7 });
    fc.assert(
      fc.property(leaps, fc.array(fc.integer({ min: 0, max: 900 })), (offsets, moments) => {
        const clock = new TapClock(options);
        const mapped: [number, number][] = [];
        for (const [at, offset] of [0, ...offsets].entries()) {
          follow(clock, at * 1_000, at * 1_000 + 900, 1_000_500 + offset);
          for (const moment of moments) {
            // An exchange that ended now may have begun long before.
            for (const one of [moment + at * 1_000, moment]) mapped.push([one, clock.at(one)]);
          }
        }
        mapped.sort(([one], [other]) => one - other);
        const wrong = mapped.slice(1).filter(([moment, time], at) => {
          const [before = 0, timeBefore = 0] = mapped[at] ?? [];
          return before < moment ? timeBefore >= time : timeBefore !== time;
        });
        expect(wrong).toEqual([]);
      }),
      { seed: 4, numRuns: 50 },
    );
  });
});
