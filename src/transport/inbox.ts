import type { MessagePort } from 'node:worker_threads';
import { chargedBytes, copyOf, unpackBatch } from '../vocabulary/packed-batch.ts';
import type { RecordShape } from '../vocabulary/record-shape.ts';
import type { BatchMessage, ChannelOpening, Credit } from './channel-message.ts';
import { noteProgress } from './progress.ts';

/** A record, with the one call that must be made when it is no longer needed. */
export interface Held<T> {
  /** Its byte strings may be overwritten once it is released. */
  readonly record: T;
  /** Returns the record's bytes to the sender as credit. To be called exactly once. */
  readonly release: () => void;
}

/** A record as it arrived, in the memory of its batch. */
export interface Delivery<T> extends Held<T> {
  /**
   * The same in memory of its own, to be held in place of this: what has to wait long would keep all of a
   * batch for itself. To be called at most once, and before it is released.
   */
  readonly detach: () => Held<T>;
}

/**
 * Credit is returned when this much is owed, or this long after the first of it: each message
 * wakes the sender's thread, which has clients to serve.
 */
const creditBytes = 1024 * 1024;
const creditWaitMs = 50;

/** The receiving end of a channel between two planes: unpacks batches and returns credit. */
export function openInbox<T>(
  port: MessagePort,
  shape: RecordShape<T>,
  onDelivery: (delivery: Delivery<T>) => void,
): void {
  let bytes = 0;
  let records = 0;
  let buffers: ArrayBuffer[] = [];
  let timer: NodeJS.Timeout | null = null;
  let taken: Int32Array | null = null;

  function payCredit(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const credit: Credit = { bytes, records, buffers };
    port.postMessage(credit, buffers);
    bytes = 0;
    records = 0;
    buffers = [];
  }

  function owe(packedBytes: number, countsIfLost: boolean): void {
    bytes += chargedBytes(packedBytes);
    if (countsIfLost) records += 1;
    if (bytes >= creditBytes) payCredit();
    else timer ??= setTimeout(payCredit, creditWaitMs);
  }

  port.on('message', (message: ChannelOpening | BatchMessage) => {
    if ('taken' in message) taken = new Int32Array(message.taken);
    else take(message);
  });

  function take(batch: BatchMessage): void {
    if (taken !== null) Atomics.add(taken, 0, 1);
    let left = batch.records;
    const leave = (): void => {
      left -= 1;
      if (left > 0) return;
      buffers.push(batch.buffer);
      timer ??= setTimeout(payCredit, creditWaitMs);
    };
    unpackBatch(shape, batch.buffer, batch.records, (record, packedBytes) => {
      const countsIfLost = shape.countsIfLost?.(record) !== false;
      onDelivery({
        record,
        release: () => {
          leave();
          owe(packedBytes, countsIfLost);
        },
        detach: () => {
          const own = copyOf(shape, record);
          leave();
          return { record: own, release: () => owe(packedBytes, countsIfLost) };
        },
      });
      noteProgress();
    });
  }
}
