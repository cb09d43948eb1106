import { describe, expect, it } from 'vitest';
import { HeardTaps } from '../../src/hub/heard-taps.ts';
import type { TapMessage } from '../../src/fleet/wire/tap-message.ts';

const tap = { instance: 'aaaa0001', host: 'node-1', version: '1.2.3' };

function said(shed: Readonly<Record<string, number>> = {}): Pick<TapMessage, 'tap' | 'note'> {
  return { tap, note: { completeTo: 1_000, wallOffsetMs: 50_000, openWrites: [], shed } };
}

describe('the record of a tap that a hub hears', () => {
  it('has the age of its message as lag, by both wall clocks', () => {
    const heard = new HeardTaps(() => undefined);
    heard.hear(1, said(), 51_250);
    expect(heard.take()).toEqual([{ ...tap, lagMs: 250, shed: 0 }]);
  });

  it('has no lag if the clock of the tap is ahead', () => {
    const heard = new HeardTaps(() => undefined);
    heard.hear(1, said(), 50_000);
    expect(heard.take()).toMatchObject([{ lagMs: 0 }]);
  });

  it('is passed on once, in its latest state', () => {
    const heard = new HeardTaps(() => undefined);
    heard.hear(1, said({ uplink_budget: 1 }), 51_000);
    heard.hear(1, said({ uplink_budget: 3, stream_full: 2 }), 51_000);
    expect(heard.take()).toMatchObject([{ shed: 5 }]);
    expect(heard.take()).toEqual([]);
  });

  it('passes on additional losses at once, and once', () => {
    const shed: unknown[] = [];
    const heard = new HeardTaps((totals) => shed.push(totals));
    for (const count of [1, 1, 2]) heard.hear(1, said({ uplink_budget: count }), 51_000);
    const tapAndTenure = { tap: tap.instance, tenure: 1 };
    expect(shed).toEqual([
      { ...tapAndTenure, shed: { uplink_budget: 1 } },
      { ...tapAndTenure, shed: { uplink_budget: 2 } },
    ]);
  });

  it('passes on losses again if the counts were lost, and under another tenure', () => {
    const tenures: number[] = [];
    const heard = new HeardTaps(({ tenure }) => tenures.push(tenure));
    heard.hear(1, said(), 51_000);
    heard.forgetShed();
    heard.hear(1, said(), 51_000);
    heard.hear(2, said(), 51_000);
    expect(tenures).toEqual([1, 1, 2]);
  });
});
