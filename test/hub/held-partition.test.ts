import { describe, expect, it } from 'vitest';
import { encodeTapMessage } from '../../src/fleet/wire/tap-message.ts';
import { HeldPartition } from '../../src/hub/held-partition.ts';
import type { Exchange } from '../../src/vocabulary/exchange.ts';
import { packed } from '../fleet/wire/any-message.ts';
import { exchangesFrom } from '../shadow/exchange-fixture.ts';
import { until } from '../support/until.ts';

const taps = ['00c0ffee', '00decade'];
const nothing = (): void => undefined;

/** Each message has one exchange, which ended as the message was written. */
interface Stored {
  readonly tap: string;
  readonly at: number;
}

/** A partition whose messages were stored a minute ago, and are read now. */
async function readLate(messages: readonly Stored[]): Promise<readonly Exchange[]> {
  const delivered: Exchange[] = [];
  const partition = new HeldPartition({
    tenure: 1,
    inherited: { claimed: 0, low: 0, counted: [], commits: [] },
    order: { clockSkewMs: 10, reorderMs: 250 },
    heldBytesMax: 64 * 1024 * 1024,
    laneOf: ({ instance }) => Promise.resolve(taps.indexOf(instance) + 1),
    claim: () => Promise.resolve(true),
    deliver: (exchange) => delivered.push(exchange) > 0,
    onMessage: nothing,
    onUnreadable: nothing,
    onTakeover: nothing,
    onFenced: nothing,
  });
  partition.start();
  const start = Date.now() - 60_000;
  for (const [index, { tap, at }] of messages.entries()) {
    const times = { startedAt: at - 1, sentAt: at - 1, firstByteAt: at, endedAt: at };
    const bytes = encodeTapMessage({
      tap: { instance: tap, host: 'host', version: '1' },
      partition: 0,
      batch: index + 1,
      records: 1,
      note: { completeTo: at, wallOffsetMs: start, openWrites: [], shed: {} },
      packed: packed([exchangesFrom(at)({}, times)]),
    });
    const waiting = messages.length - index - 1;
    const storedAtMs = start + Math.max(...messages.slice(0, index + 1).map((one) => one.at));
    // oxlint-disable-next-line no-await-in-loop -- in the order of the stream
    await partition.read({ streamSequence: index + 1, bytes, storedAtMs, waiting });
    // Whatever is due is delivered before the next message is read.
    // oxlint-disable-next-line no-await-in-loop
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  await until(() => delivered.length >= messages.length - taps.length);
  await partition.stop();
  return delivered;
}

describe('a partition that is read long after its messages were stored', () => {
  it('delivers the exchanges of all taps in their order, as if it had read them at once', async () => {
    const [one = '', other = ''] = taps;
    const delivered = await readLate([
      { tap: one, at: 100 },
      { tap: one, at: 300 },
      { tap: other, at: 110 },
      { tap: other, at: 310 },
      { tap: one, at: 500 },
      { tap: other, at: 510 },
      // By these, all that came before is known to be there.
      { tap: one, at: 900 },
      { tap: other, at: 910 },
    ]);
    const order = delivered.map(({ leftOut, endedAt }) => [leftOut, endedAt]);
    expect(order).toEqual(order.toSorted(([, a], [, b]) => Number(a) - Number(b)));
    expect(delivered.filter(({ leftOut }) => leftOut !== null)).toEqual([]);
  });
});
