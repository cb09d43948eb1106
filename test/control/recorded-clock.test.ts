import { describe, expect, it } from 'vitest';
import { createRecordedClock } from '../../src/control/recorded-clock.ts';

function clockAt() {
  let at = 0;
  const clock = createRecordedClock({ startedAtMs: 1_000, monotonic: () => at });
  return { clock, pass: (ms: number) => (at += ms) };
}

describe('the clock of a replay', () => {
  it('is as late as the latest exchange, and continues from there', () => {
    const { clock, pass } = clockAt();
    expect(clock.timeOf(90_000)).toBe(90_000);
    pass(250);
    expect(clock.now()).toBe(90_250);
  });

  it('never goes back', () => {
    const { clock } = clockAt();
    clock.timeOf(90_000);
    expect(clock.timeOf(50_000)).toBe(50_000);
    expect(clock.now()).toBe(90_000);
  });
});
