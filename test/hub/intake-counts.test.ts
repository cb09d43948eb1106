import { describe, expect, it } from 'vitest';
import { IntakeCounts, registerIntakeGauges } from '../../src/hub/intake-counts.ts';
import type { MergeCounts } from '../../src/hub/order/merge-counts.ts';
import { Tally } from '../../src/vocabulary/tally.ts';

type Held = Parameters<IntakeCounts['ended']>[0];

function heldWith(order: Partial<MergeCounts>, lag = { messages: 0, ms: 0 }): Held {
  const none = { late: 0, unsure: 0, contradictions: 0, seenSkewMs: 0, wrongClocks: 0 };
  return { lag, order: { ...none, ...order } };
}

function gaugesOf(counts: IntakeCounts, held: readonly Held[]) {
  const tally = new Tally();
  registerIntakeGauges(
    tally,
    counts,
    () => 4,
    () => held,
  );
  return tally.report().gauges;
}

describe('the gauges of a hub', () => {
  it('are the sums over its partitions, and the maxima of clocks and times', () => {
    const one = heldWith({ late: 1, contradictions: 2, seenSkewMs: 8, wrongClocks: 1 });
    const other = heldWith(
      { late: 2, contradictions: 1, seenSkewMs: 30, wrongClocks: 1 },
      { messages: 7, ms: 1_500 },
    );
    expect(gaugesOf(new IntakeCounts(), [one, other])).toMatchObject({
      fleet_partitions: 4,
      hub_partitions: 2,
      order_late: 3,
      clock_contradictions: 3,
      clock_skew_seen_seconds: 0.03,
      clocks_ahead: 1,
      stream_lag_messages: 7,
      stream_lag_seconds: 1.5,
    });
  });

  it('do not fall when a partition is released, except for clocks that are no longer heard', () => {
    const counts = new IntakeCounts();
    counts.ended(heldWith({ late: 5, unsure: 3, seenSkewMs: 20, wrongClocks: 2 }));
    expect(gaugesOf(counts, [heldWith({ late: 1 })])).toMatchObject({
      order_late: 6,
      order_unsure: 3,
      clock_skew_seen_seconds: 0.02,
      clocks_ahead: 0,
    });
  });

  it('count a partition as owned before it has begun', () => {
    expect(gaugesOf(new IntakeCounts(), [null])).toMatchObject({
      hub_partitions: 1,
      stream_lag_seconds: 0,
    });
  });
});
