import { describe, expect, it } from 'vitest';
import { NatsPresence } from '../../src/hub/nats-presence.ts';

function hub() {
  const state = { isConnected: true, nowMs: 0 };
  const presence = new NatsPresence(
    () => state.isConnected,
    () => state.nowMs,
  );
  return { state, presence };
}

describe('a hub', () => {
  it('keeps its partitions after it hung for a minute, if it is connected to NATS', () => {
    const { state, presence } = hub();
    state.nowMs = 60_000;
    expect(presence.look()).toBe(true);
  });

  it('hands over after four seconds without a connection to NATS', () => {
    const { state, presence } = hub();
    state.isConnected = false;
    const looks = [1_000, 3_999, 4_000].map((nowMs) => {
      state.nowMs = nowMs;
      return presence.look();
    });
    expect(looks).toEqual([true, true, false]);
  });

  it('may hold partitions again once it is connected', () => {
    const { state, presence } = hub();
    Object.assign(state, { isConnected: false, nowMs: 4_000 });
    expect(presence.look()).toBe(false);
    state.isConnected = true;
    expect(presence.look()).toBe(true);
  });
});
