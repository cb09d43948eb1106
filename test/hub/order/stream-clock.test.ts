import { describe, expect, it } from 'vitest';
import { StreamClock } from '../../../src/hub/order/stream-clock.ts';

function clockAt(): { clock: StreamClock; pass: (ms: number) => void } {
  let elapsedMs = 5;
  return { clock: new StreamClock(() => elapsedMs), pass: (ms) => (elapsedMs += ms) };
}

describe('the time of the stream', () => {
  it('is that of the last message while more wait behind it', () => {
    const { clock, pass } = clockAt();
    clock.read({ storedAtMs: 1_000 });
    pass(500);
    expect(clock.now).toBe(1_000);
  });

  it('continues when nothing is left to read', () => {
    const { clock, pass } = clockAt();
    clock.read({ storedAtMs: 1_000 });
    clock.run();
    pass(500);
    expect(clock.now).toBe(1_500);
  });

  it('stops after a second without a message, for half a minute', () => {
    const { clock, pass } = clockAt();
    clock.read({ storedAtMs: 1_000 });
    clock.run();
    pass(30_000);
    expect(clock.now).toBe(2_000);
    pass(100);
    expect(clock.now).toBe(2_100);
  });

  it('is never earlier than that of a message that was read', () => {
    const { clock } = clockAt();
    clock.read({ storedAtMs: 1_000 });
    clock.read({ storedAtMs: 990 });
    expect(clock.now).toBe(1_000);
  });
});
