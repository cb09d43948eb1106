/**
 * Whoever may publish on a fleet's subjects can send a hub any times and numbers. Whatever they are, what the other taps
 * send goes on: nothing is held for ever, since the stream could not be purged behind it, and nothing gets a time
 * with which the planes behind could not count.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeTapMessage, encodeTapMessage } from '../../src/fleet/wire/tap-message.ts';
import { TapMerge } from '../../src/hub/order/merge-taps.ts';
import { anyMessage } from '../fleet/wire/any-message.ts';

const evilTimes = [1e300, -1e300, 8e15, -8e15, 2 ** 53 - 1, 1e15, 5e-324, -0, 0, 1, 1.8e12];
const wallMs = 1_800_000_000_000;
/** The offset of a tap with a correct clock. */
const wallOffsetMs = wallMs - 1_000_000;

const hostile = fc.record({
  any: anyMessage,
  lane: fc.integer({ min: 2, max: 4 }),
  completeTo: fc.constantFrom(...evilTimes),
  wallOffsetMs: fc.constantFrom(...evilTimes),
  words: fc.array(fc.tuple(fc.nat(1_000), fc.constantFrom(...evilTimes)), { maxLength: 3 }),
});

describe('messages with impossible times and numbers', () => {
  it('are all released, with finite times, while another tap reports', () => {
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 6 }), (messages) => {
        const merge = new TapMerge({ clockSkewMs: 10, reorderMs: 250 });
        let [now, held, released] = [wallMs, 0, 0];
        for (const [at, { any, lane, words, ...times }] of messages.entries()) {
          const { message } = any;
          const bytes = encodeTapMessage({ ...message, note: { ...message.note, ...times } });
          const rows = new DataView(bytes.buffer, bytes.byteLength - message.packed.byteLength);
          for (const [place, word] of rows.byteLength === 0 ? [] : words) {
            rows.setFloat64((place % (rows.byteLength / 8)) * 8, word, true);
          }
          const { value: decoded } = decodeTapMessage(bytes);
          if (decoded === null) continue;
          held += decoded.exchanges.length;
          merge.add(at + 1, decoded.message, decoded.exchanges, lane, now);
        }
        for (let step = 0; step < 60; step += 1) {
          now += 200;
          const note = { completeTo: now - wallOffsetMs, wallOffsetMs, openWrites: [], shed: {} };
          merge.add(messages.length + step + 1, { note }, [], 1, now);
          for (const { exchange } of merge.release(now)) {
            released += 1;
            expect(exchange.startedAt).toBeLessThanOrEqual(exchange.endedAt);
            expect(exchange.endedAt - exchange.startedAt).not.toBeNaN();
          }
        }
        expect([released, merge.heldBytes]).toEqual([held, 0]);
      }),
      { seed: 19, numRuns: 200 },
    );
  });
});
