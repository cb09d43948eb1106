import { describe, expect, it } from 'vitest';
import { TapMerge } from '../../../src/hub/order/merge-taps.ts';
import type { TapNote } from '../../../src/vocabulary/tap-note.ts';
import { fleetSequence } from '../../../src/vocabulary/tap-lane.ts';
import { exchangesFrom } from '../../shadow/exchange-fixture.ts';

const wallStart = 1_800_000_000_000;
/** The time zero of the fleet is a day before the first message that the hub read. */
const dayMs = 86_400_000;

/** Two taps; the second one has had writes and has another one under way when it writes its last note, at 1,000 ms. */
function fleetOfTwo(lastNote: Partial<TapNote> = {}, writesBefore = 1) {
  const merge = new TapMerge({ clockSkewMs: 10, reorderMs: 250 });
  let messages = 0;
  function hear(lane: number, completeTo: number, more: Partial<TapNote> = {}, writes = 0): void {
    const note = { completeTo, wallOffsetMs: wallStart, openWrites: [], shed: {}, ...more };
    const times = { startedAt: completeTo - 5, sentAt: completeTo - 5, firstByteAt: completeTo };
    const exchanges = Array.from({ length: writes }, (_, at) =>
      exchangesFrom(at + 1)({ method: 'PUT', target: '/a' }, { ...times, endedAt: completeTo }),
    );
    merge.add((messages += 1), { note }, exchanges, lane, wallStart + completeTo);
  }
  hear(1, 0);
  hear(2, 1_000, { openWrites: [{ sequence: 7, startedAt: 980 }], ...lastNote }, writesBefore);
  return {
    hear,
    merge,
    /** The first tap continues. @returns the taps that are silent at a time */
    silentAt(now: number) {
      for (let at = 1_200; at <= now; at += 200) hear(1, at);
      return merge.takeSilent(wallStart + now);
    },
  };
}

describe('a tap that is no longer heard', () => {
  it('leaves a span of possible writes from its first open write, once nothing waits for it', () => {
    const fleet = fleetOfTwo();
    expect(fleet.silentAt(3_800).silent).toEqual([]);
    const { silent } = fleet.silentAt(4_400);
    const [cause, from] = [fleetSequence(2, 7), dayMs + 980];
    expect(silent).toMatchObject([{ cause, from, writesMax: 5 }]);
    expect(fleet.silentAt(5_000).silent).toEqual([]);
  });

  it('may have executed as many writes in each second of its silence as in the second before, and its open ones', () => {
    const [span] = fleetOfTwo({}, 3).silentAt(6_400).silent;
    expect(span?.writesMax).toBe(1 + 3 * 6);
  });

  it('leaves the span before later exchanges are released without it', () => {
    const fleet = fleetOfTwo();
    fleet.hear(1, 1_100, {}, 1);
    fleet.silentAt(3_800);
    expect(fleet.merge.release(wallStart + 3_999)).toEqual([]);
    expect(fleet.merge.takeSilent(wallStart + 4_001).silent).toHaveLength(1);
    expect(fleet.merge.release(wallStart + 4_001)).toHaveLength(2);
  });

  it('leaves no span if it announced its end', () => {
    const fleet = fleetOfTwo({ openWrites: [], isLast: true });
    expect(fleet.silentAt(6_000)).toEqual({ silent: [], lostWrites: 0 });
  });

  it('ends the span when it is heard again', () => {
    const fleet = fleetOfTwo();
    const [span] = fleet.silentAt(4_400).silent;
    fleet.hear(2, 4_500);
    const { silent } = fleet.silentAt(4_600);
    expect(silent).toEqual([{ ...span, writesMax: 0 }]);
    expect(fleet.silentAt(4_800).silent).toEqual([]);
  });

  it('counts as having lost a write that was its only exchange', () => {
    const fleet = fleetOfTwo({}, 0);
    fleet.silentAt(4_400);
    expect(fleet.silentAt(31_200).lostWrites).toBe(1);
  });

  it('counts as having lost its open writes after half a minute, once', () => {
    const fleet = fleetOfTwo();
    expect(fleet.silentAt(30_000).lostWrites).toBe(0);
    expect(fleet.silentAt(31_200).lostWrites).toBe(1);
    expect(fleet.silentAt(31_400).lostWrites).toBe(0);
  });
});
