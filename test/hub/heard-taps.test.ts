import { describe, expect, it } from 'vitest';
import { HeardTaps } from '../../src/hub/heard-taps.ts';
import type { TapMessage } from '../../src/fleet/wire/tap-message.ts';

const tap = { instance: 'aaaa0001', host: 'node-1', version: '1.2.3' };

function said(shed: Readonly<Record<string, number>> = {}): Pick<TapMessage, 'tap' | 'note'> {
  return { tap, note: { completeTo: 1_000, wallOffsetMs: 50_000, openWrites: [], shed } };
}

describe('a tap that was heard', () => {
  it('is as late as its message was old, by both wall clocks', () => {
    const heard = new HeardTaps();
    heard.hear(said(), 51_250);
    expect(heard.take()).toEqual([{ ...tap, lagMs: 250, shed: 0 }]);
  });

  it('is not late where its clock is ahead', () => {
    const heard = new HeardTaps();
    heard.hear(said(), 50_000);
    expect(heard.take()).toMatchObject([{ lagMs: 0 }]);
  });

  it('is passed on once, as it was last', () => {
    const heard = new HeardTaps();
    heard.hear(said({ uplink_budget: 1 }), 51_000);
    heard.hear(said({ uplink_budget: 3, stream_full: 2 }), 51_000);
    expect(heard.take()).toMatchObject([{ shed: 5 }]);
    expect(heard.take()).toEqual([]);
  });
});
