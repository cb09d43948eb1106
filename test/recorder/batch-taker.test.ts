import { MessageChannel } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { BatchTaker } from '../../src/recorder/batch-taker.ts';
import type { RecordingWriter, Waiting } from '../../src/recorder/file/recording-writer.ts';
import type { BatchMessage, Credit } from '../../src/transport/channel-message.ts';
import { exchangeShape } from '../../src/vocabulary/exchange-shape.ts';
import { Batch, packable } from '../../src/vocabulary/packed-batch.ts';
import { exchangesFrom } from '../shadow/exchange-fixture.ts';
import { until } from '../support/until.ts';

/** The messages for a batch of ten exchanges with bodies of 1 MB each when decoded, and the credit for the batch. */
async function takeTen() {
  const batch = new Batch(new ArrayBuffer(64 * 1024));
  const exchange = exchangesFrom();
  for (let n = 0; n < 10; n += 1) {
    batch.append(packable(exchangeShape, exchange({ target: `/${n}` })));
  }
  const written: Waiting[] = [];
  const credits: Credit[] = [];
  const decoded = new Uint8Array(1024 * 1024);
  const taker = new BatchTaker({
    tap: { instance: '0a1b2c3d', host: 'here', version: '0.1.0' },
    writer: { add: (waiting: Waiting) => written.push(waiting) } as unknown as RecordingWriter,
    recorded: (one) => [{ ...one, request: { ...one.request, body: decoded } }],
  });
  const { port1, port2 } = new MessageChannel();
  port1.on('message', (credit: Credit) => credits.push(credit));
  taker.takeFrom(port2);
  const { buffer, records, usedBytes: bytes, chargedBytes, countedRecords } = batch;
  const message: BatchMessage = { buffer, records, bytes, chargedBytes, countedRecords };
  port1.postMessage(message, [buffer]);
  // Its memory comes back before its exchanges are settled.
  await until(() => credits.length === 1);
  const settle = async (): Promise<Credit | undefined> => {
    for (const { onSettled } of written) onSettled();
    await until(() => credits.length === 2);
    port1.close();
    return credits[1];
  };
  return { written, early: credits[0], settle };
}

it('a batch with bodies that are much larger when decoded becomes several messages, and is credited once', async () => {
  const { written, early, settle } = await takeTen();
  expect(written.map(({ exchanges }) => exchanges)).toEqual([4, 4, 2]);
  expect(early).toMatchObject({ records: 0 });
  expect(await settle()).toMatchObject({ records: 10 });
});
