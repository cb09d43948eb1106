import { MessageChannel } from 'node:worker_threads';
import { describe, expect, it, vi } from 'vitest';
import type { BatchMessage, Credit } from '../../src/transport/channel-message.ts';
import { type Delivery, openInbox } from '../../src/transport/inbox.ts';
import { Batch, packable } from '../../src/vocabulary/packed-batch.ts';
import { until } from '../support/until.ts';
import { chargeOf, note, type Note, noteShape } from './note-shape.ts';

/** Sends a batch to an inbox, and collects the credit it pays. */
async function deliver(
  notes: readonly Note[],
  use: (deliveries: readonly Delivery<Note>[], credits: readonly Credit[]) => Promise<void>,
): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  const deliveries: Delivery<Note>[] = [];
  const credits: Credit[] = [];
  port1.on('message', (credit: Credit) => credits.push(credit));
  openInbox(port2, noteShape, (delivery) => deliveries.push(delivery));
  const packed = notes.map((one) => packable(noteShape, one));
  const size = packed.reduce((sum, { packedBytes }) => sum + packedBytes, 0);
  const batch = new Batch(new ArrayBuffer(size));
  for (const record of packed) batch.append(record);
  const { buffer, records, usedBytes: bytes, chargedBytes, countedRecords } = batch;
  const message: BatchMessage = { buffer, records, bytes, chargedBytes, countedRecords };
  port1.postMessage(message, [buffer]);
  await until(() => deliveries.length === notes.length);
  await use(deliveries, credits).finally(() => port1.close());
}

describe('credit', () => {
  it('is returned in one message for records that are released together', async () => {
    const notes = Array.from({ length: 50 }, (_, id) => note(id, 100));
    await deliver(notes, async (deliveries, credits) => {
      for (const { release } of deliveries) release();
      await until(() => credits.length > 0);
      expect(credits[0]).toMatchObject({ records: 50, bytes: 50 * chargeOf(notes[0]!) });
    });
  });

  it('is returned at once for a mebibyte', async () => {
    const notes = Array.from({ length: 4 }, (_, id) => note(id, 600_000));
    await deliver(notes, async (deliveries, credits) => {
      for (const { release } of deliveries) release();
      await until(() => credits.length === 2);
      expect(credits.map(({ records }) => records)).toEqual([2, 2]);
    });
  });
});

describe('credit that was returned early', () => {
  it('is not returned again later', async () => {
    const notes = Array.from({ length: 2 }, (_, id) => note(id, 600_000));
    await deliver(notes, async (deliveries) => {
      vi.useFakeTimers();
      for (const { release } of deliveries) release();
      expect(vi.getTimerCount()).toBe(0);
    }).finally(() => vi.useRealTimers());
  });
});

describe('the buffer of a batch', () => {
  it('returns with the last of its records, and not before', async () => {
    await deliver([note(0, 10), note(1, 10)], async (deliveries, credits) => {
      deliveries[1]?.release();
      await until(() => credits.length === 1);
      expect(credits[0]?.buffers).toEqual([]);
      expect(deliveries[0]?.record).toEqual(note(0, 10));
      deliveries[0]?.release();
      await until(() => credits.length === 2);
      expect(credits[1]?.buffers).toHaveLength(1);
    });
  });

  it('returns before a detached record, whose bytes stay charged', async () => {
    await deliver([note(0, 10), note(1, 10)], async (deliveries, credits) => {
      const held = deliveries[0]!.detach();
      deliveries[1]?.release();
      await until(() => credits.length === 1);
      expect(credits[0]).toMatchObject({ records: 1 });
      expect(credits[0]?.buffers).toHaveLength(1);
      expect(held.record).toEqual(note(0, 10));
      held.release();
      await until(() => credits.length === 2);
      expect(credits[1]).toMatchObject({ records: 1, bytes: chargeOf(note(0, 10)), buffers: [] });
    });
  });
});
