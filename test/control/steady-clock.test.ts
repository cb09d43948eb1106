import { describe, expect, it } from 'vitest';
import type { ClockMark } from '../../src/control/clock-mark.ts';
import { createSteadyClock } from '../../src/control/steady-clock.ts';

const hourMs = 3_600_000;
const startMs = Date.UTC(2026, 0, 31);

/** A steady clock over a wall clock that can be set, in a time that the test controls. */
function clockUnderTest() {
  let [wallMs, monotonicMs] = [startMs, 500];
  const clock = createSteadyClock({ wall: () => wallMs, monotonic: () => monotonicMs });
  return {
    ...clock,
    /** The wall clock is set. */
    leap: (ms: number) => (wallMs += ms),
    pass: (ms: number): void => {
      wallMs += ms;
      monotonicMs += ms;
    },
  };
}

describe('a steady clock', () => {
  it('starts at the wall clock and follows it', () => {
    const clock = clockUnderTest();
    expect(clock.now()).toBe(startMs);
    clock.pass(12_345);
    expect(clock.now()).toBe(startMs + 12_345);
  });

  it.each([25 * hourMs, -25 * hourMs, 30 * 24 * hourMs])('does not leap by %i ms', (leapMs) => {
    const clock = clockUnderTest();
    clock.leap(leapMs);
    expect(clock.now()).toBe(startMs);
    clock.pass(10_000);
    expect(clock.now()).toBe(startMs + 10_000 + 10 * Math.sign(leapMs));
  });

  it('follows the wall clock slowly, until it has caught up', () => {
    const clock = clockUnderTest();
    clock.leap(1000);
    clock.pass(500_000);
    expect(clock.now()).toBe(startMs + 500_500);
    clock.pass(500_000);
    expect(clock.now()).toBe(startMs + 1_001_000);
    clock.pass(500_000);
    expect(clock.now()).toBe(startMs + 1_501_000);
  });

  it('never goes back', () => {
    const clock = clockUnderTest();
    clock.leap(-hourMs);
    let before = clock.now();
    for (let i = 0; i < 100; i += 1) {
      clock.pass(1);
      expect(clock.now()).toBeGreaterThanOrEqual(before);
      before = clock.now();
    }
  });
});

describe('the time of an exchange', () => {
  it('is that of the wall clock if both clocks agree', () => {
    const clock = clockUnderTest();
    clock.pass(60_000);
    expect(clock.timeOf(startMs + 59_000)).toBe(startMs + 59_000);
  });

  it.each([25 * hourMs, -25 * hourMs, Number.NaN])(
    'is that of the steady clock if the wall clock is off by %s ms',
    (offMs) => {
      const clock = clockUnderTest();
      clock.pass(60_000);
      expect(clock.timeOf(startMs + 60_000 + offMs)).toBe(startMs + 60_000);
    },
  );
});

describe('a steady clock that continues from the mark of another process', () => {
  /** The time of another clock, started on a machine with the given clocks. */
  function resumedAt({ wallMs, sinceBootMs, boot }: Omit<ClockMark, 'steadyMs'>): number {
    const clock = createSteadyClock({
      wall: () => wallMs,
      monotonic: () => 0,
      boot: () => ({ sinceBootMs, boot }),
    });
    clock.resume(mark);
    return clock.now();
  }

  const mark: ClockMark = { steadyMs: startMs, wallMs: startMs, sinceBootMs: 1000, boot: 'one' };
  const dayMs = 24 * hourMs;

  it.each([-30 * dayMs, 0, 30 * dayMs])(
    'does not follow a leap of the wall clock by %i ms while the machine is up',
    (leapMs) => {
      const later = { wallMs: startMs + leapMs, sinceBootMs: 6000, boot: 'one' };
      expect(resumedAt(later)).toBe(startMs + 5000);
    },
  );

  it('uses the wall clock if the machine was restarted', () => {
    const later = { wallMs: startMs + hourMs, sinceBootMs: 10, boot: 'two' };
    expect(resumedAt(later)).toBe(startMs + hourMs);
  });

  it.each(['two', ''])('does not go back if the machine was restarted (%s)', (boot) => {
    expect(resumedAt({ wallMs: startMs - dayMs, sinceBootMs: 10, boot })).toBe(startMs);
  });

  it('does not go back after it has timed something', () => {
    const clock = createSteadyClock({
      wall: () => startMs + dayMs,
      monotonic: () => 0,
      boot: () => ({ sinceBootMs: 6000, boot: 'one' }),
    });
    clock.catchUp(mark);
    expect(clock.now()).toBe(startMs + dayMs);
    clock.catchUp({ ...mark, steadyMs: startMs + 2 * dayMs });
    expect(clock.now()).toBe(startMs + 2 * dayMs + 5000);
  });

  it('is at its mark directly after a restart', () => {
    const clock = createSteadyClock();
    clock.resume(mark);
    const next = createSteadyClock();
    next.resume(clock.mark());
    expect(Math.abs(next.now() - clock.now())).toBeLessThan(1000);
  });
});
