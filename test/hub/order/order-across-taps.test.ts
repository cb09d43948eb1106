/**
 * Sessions jump from tap to tap, the clocks of the taps differ, and what they publish arrives late: a candidate must be sent
 * what primary did in an order that explains what primary showed.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CausalOrder, type QueuedExchange } from '../../../src/shadow/order/causal-order.ts';
import { OverlappingWrites } from '../../../src/shadow/overlapping-writes.ts';
import { laneOf, skewBetween } from '../../../src/vocabulary/tap-lane.ts';
import { chanceOf, type FleetSpec, isWrite, type Released, runFleet } from './fleet-model.ts';

const skewMs = 10;

const fleets: fc.Arbitrary<FleetSpec> = fc.record({
  seed: fc.integer(),
  taps: fc.integer({ min: 2, max: 5 }),
  sessions: fc.integer({ min: 1, max: 8 }),
  requestsPerSession: fc.integer({ min: 2, max: 25 }),
  apartMs: fc.double({ min: 0, max: skewMs - 0.01, noNaN: true }),
  delayMsMax: fc.constantFrom(1, 20, 150),
  outageMs: fc.constantFrom(0, 0, 1_500),
});

/** Sends released exchanges to a candidate that finishes them in its own order; returns its answers. */
function mirror(released: readonly Released[], skew: number, chance: () => number) {
  const order = new CausalOrder<Released>(skew);
  const state = new Map<string, number>();
  const shown = new Map<Released, number | null>();
  const underWay: QueuedExchange<Released>[] = [];
  const send = (): void => {
    for (let next = order.next(); next !== null; next = order.next()) underWay.push(next);
  };
  const finishOne = (): void => {
    const [queued] = underWay.splice(Math.floor(chance() * underWay.length), 1);
    const { done } = queued!.item;
    if (isWrite(done)) state.set(done.key, done.value);
    shown.set(queued!.item, state.get(done.key) ?? null);
    order.finish(queued!);
    send();
  };
  for (const one of released) {
    const { sequence, startedAt, endedAt } = one.exchange;
    const touches = [{ key: one.done.key, whole: true, writes: isWrite(one.done) }];
    order.add(one, { startedAt, endedAt, lane: laneOf(sequence), touches });
    send();
    while (underWay.length > 0 && chance() < 0.5) finishOne();
  }
  while (underWay.length > 0) finishOne();
  return { shown, waiting: order.waiting };
}

/** Whether two exchanges overlap, by the rule of the shadow plane. */
function overlap({ exchange: a }: Released, { exchange: b }: Released, skew: number): boolean {
  const slackMs = skewBetween(a.sequence, b.sequence, skew);
  return a.startedAt < b.endedAt + slackMs && b.startedAt < a.endedAt + slackMs;
}

/** A write that overlapped with the request, or two that overlapped with each other, explain two values. */
function isCovered(one: Released, theirs: number | null, all: readonly Released[], skew: number) {
  const wrote = (value: number | null) =>
    all.filter(({ done }) => isWrite(done) && done.key === one.done.key && done.value === value);
  const [ours, others] = [wrote(one.done.shown), wrote(theirs)];
  const isRaced = ours.some((write) => others.some((other) => overlap(write, other, skew)));
  return isRaced || [...ours, ...others].some((write) => overlap(write, one, skew));
}

const options = { seed: 19, numRuns: 60 };

describe('exchanges of many taps', () => {
  it('are each released once, for any delays, and none is held for long', () => {
    fc.assert(
      fc.property(fleets, (spec) => {
        const { released, all, merge } = runFleet(spec, skewMs);
        expect(new Set(released.map(({ exchange }) => exchange.sequence)).size).toBe(all.length);
        expect(released.length).toBe(all.length);
        expect(merge.heldBytes).toBe(0);
        const heldMsMax = spec.outageMs > 0 ? 3_400 : 500;
        expect(Math.max(...released.map(({ heldMs }) => heldMs))).toBeLessThan(heldMsMax);
        expect(merge.counts.late).toBe(0);
      }),
      options,
    );
  });

  it('have the same order if the same messages come again', () => {
    fc.assert(
      fc.property(fleets, (spec) => {
        const [one, again] = [runFleet(spec, skewMs), runFleet(spec, skewMs)];
        expect(again.released.map(({ exchange }) => exchange)).toEqual(
          one.released.map(({ exchange }) => exchange),
        );
      }),
      { ...options, numRuns: 10 },
    );
  });

  it('keep the order of each tap, and the order across taps if the skew cannot explain another', () => {
    fc.assert(
      fc.property(fleets, (spec) => {
        const { released } = runFleet(spec, skewMs);
        const isWrong = ({ exchange: later }: Released, { exchange: earlier }: Released): boolean =>
          later.endedAt + skewBetween(earlier.sequence, later.sequence, skewMs) < earlier.startedAt;
        const wrong = released.filter((later, at) =>
          released.slice(0, at).some((earlier) => isWrong(later, earlier)),
        );
        expect(wrong.map(({ done }) => done)).toEqual([]);
      }),
      options,
    );
  });
});

describe('a candidate that gets the exchanges of many taps', () => {
  it('has the same answers as primary, unless requests count as overlapping', () => {
    fc.assert(
      fc.property(fleets, (spec) => {
        const { released } = runFleet(spec, skewMs);
        const { shown, waiting } = mirror(released, skewMs, chanceOf(spec.seed + 1));
        expect(waiting).toBe(0);
        for (const one of released) {
          const theirs = shown.get(one) ?? null;
          if (theirs === one.done.shown) continue;
          expect(isCovered(one, theirs, released, skewMs)).toBe(true);
        }
      }),
      options,
    );
  });

  it('has what a session created when the session requests it through another tap', () => {
    fc.assert(
      fc.property(fleets, (spec) => {
        const { released } = runFleet(spec, skewMs);
        const { shown } = mirror(released, skewMs, chanceOf(spec.seed + 1));
        const finds = released.filter(({ done }) => done.kind === 'find');
        const missed = finds.filter((one) => shown.get(one) !== one.done.shown);
        expect(missed.map(({ done }) => done)).toEqual([]);
      }),
      options,
    );
  });
});

describe('a write of another tap that may have overlapped with an exchange', () => {
  it('is known when the exchange is compared: as an open write, or as an earlier one', () => {
    fc.assert(
      fc.property(fleets, (spec) => {
        const { released } = runFleet(spec, skewMs);
        const overlapping = new OverlappingWrites(skewMs);
        for (const [at, one] of released.entries()) {
          const later = released.slice(at + 1).filter(({ done }) => isWrite(done));
          const unknown = later.filter(
            (write) =>
              overlap(write, one, skewMs) &&
              !one.exchange.openWrites.includes(write.exchange.sequence),
          );
          expect(unknown.map(({ done }) => done)).toEqual([]);
          const earlier = released.slice(0, at).filter(({ done }) => isWrite(done));
          const isOverlapped =
            one.exchange.openWrites.length > 0 ||
            earlier.some((write) => overlap(write, one, skewMs));
          expect(overlapping.mustWait(one.exchange)).toBe(isOverlapped);
          if (isWrite(one.done)) overlapping.noteWrite(one.exchange);
        }
      }),
      { ...options, numRuns: 20 },
    );
  });

  it('was really in progress if the clocks agree', () => {
    fc.assert(
      fc.property(fleets, (spec) => {
        const { released } = runFleet({ ...spec, apartMs: 0 }, 0);
        const bySequence = new Map(released.map((one) => [one.exchange.sequence, one.done]));
        for (const { done, exchange } of released) {
          const wrong = exchange.openWrites.filter((sequence) => {
            const write = bySequence.get(sequence)!;
            // Sums of times are rounded.
            return write.startedAt > done.endedAt + 1e-6 || write.endedAt < done.endedAt - 1e-6;
          });
          expect(wrong).toEqual([]);
        }
      }),
      { ...options, numRuns: 20 },
    );
  });
});

describe('clocks that are further apart than the config states', () => {
  it('are counted, with the smallest skew that explains the exchanges', () => {
    const spec = {
      seed: 7,
      taps: 2,
      sessions: 30,
      requestsPerSession: 60,
      apartMs: 60,
      delayMsMax: 5,
      outageMs: 0,
    };
    const { counts } = runFleet(spec, skewMs).merge;
    expect(counts.contradictions).toBeGreaterThan(0);
    expect(counts.seenSkewMs).toBeGreaterThan(2 * skewMs);
    expect(counts.seenSkewMs).toBeLessThanOrEqual(60);
  });

  it('are not counted if they differ by no more than the config states', () => {
    fc.assert(
      fc.property(fleets, (spec) => {
        const { counts } = runFleet(spec, skewMs).merge;
        expect(counts.contradictions).toBe(0);
        expect(counts.seenSkewMs).toBeLessThanOrEqual(spec.apartMs + 1e-6);
      }),
      { ...options, numRuns: 20 },
    );
  });
});
