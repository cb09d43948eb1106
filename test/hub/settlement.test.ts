import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Settlement } from '../../src/hub/settlement.ts';

describe('the position up to which a partition is settled', () => {
  it('is the end of the messages that are all counted or lost, in any order of counting', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(3), { minLength: 1, maxLength: 30 }),
        fc.infiniteStream(fc.nat(1_000)),
        (counts, chance) => {
          const settlement = new Settlement(10);
          const open: { readonly sequence: number; readonly message: number }[] = [];
          for (const [at, parts] of counts.entries()) {
            const message = 11 + at * 2;
            settlement.arrive(message, parts);
            for (let part = 0; part < parts; part += 1) {
              const sequence = message * 10 + part;
              settlement.deliver(sequence, message, 0);
              open.push({ sequence, message });
            }
          }
          const last = 11 + (counts.length - 1) * 2;
          while (open.length > 0) {
            const [settled] = open.splice(chance.next().value! % open.length, 1);
            settlement.settle(settled!.sequence);
            const first = Math.min(...open.map(({ message }) => message));
            const before = counts
              .map((_, at) => 11 + at * 2)
              .findLast((message) => message < first);
            expect(settlement.low).toBe(open.length === 0 ? last : (before ?? 10));
          }
        },
      ),
      { numRuns: 100, seed: 19 },
    );
  });

  it('passes messages without exchanges', () => {
    const settlement = new Settlement(0);
    settlement.arrive(3, 0);
    settlement.arrive(7, 0);
    expect(settlement.low).toBe(7);
  });

  it('passes exchanges that were delivered long ago, which are given up', () => {
    const settlement = new Settlement(0);
    settlement.arrive(1, 2);
    settlement.deliver(100, 1, 5);
    settlement.deliver(101, 1, 6);
    expect([settlement.expire(6), settlement.low]).toEqual([[100], 0]);
    expect([settlement.expire(7), settlement.low]).toEqual([[101], 1]);
  });

  it('stays before a counted write that waits for its effect on the candidate', () => {
    const settlement = new Settlement(0);
    settlement.arrive(1, 1);
    settlement.deliver(100, 1, 5);
    settlement.awaitEffect(100);
    settlement.settle(100);
    expect([settlement.low, settlement.uncounted]).toEqual([0, []]);
    settlement.endEffect(100);
    expect(settlement.low).toBe(1);
  });

  it('stays before a write that a former owner has counted, until it has its effect or waits too long', () => {
    const settlement = new Settlement(0);
    for (const message of [1, 2]) settlement.arrive(message, 1);
    settlement.deliver(100, 1, 5, true);
    settlement.deliver(101, 2, 6, true);
    expect([settlement.low, settlement.uncounted]).toEqual([0, []]);
    settlement.endEffects(6);
    expect(settlement.low).toBe(1);
    settlement.endEffect(101);
    expect(settlement.low).toBe(2);
  });

  it('determines the remaining bytes in the stream: those from the first unsettled message on', () => {
    const settlement = new Settlement(0);
    for (const message of [1, 2, 3]) settlement.arrive(message, 1, [], message * 10);
    settlement.skip(2);
    expect(settlement.openBytes).toBe(60);
    settlement.skip(1);
    expect(settlement.openBytes).toBe(30);
  });
});
