import type { MessagePort } from 'node:worker_threads';
import { type RecordShape, recordBytes, unpackBatch } from '../vocabulary/packed-batch.ts';
import type { Credit } from './outbox.ts';

/** A record as it arrived, with the one call that must be made when it is no longer needed. */
export interface Delivery<T> {
  readonly record: T;
  /** Returns the record's bytes to the sender as credit. To be called exactly once. */
  readonly release: () => void;
}

/**
 * Credit is returned when this much is owed, or this long after the first of it: each message
 * wakes the sender's thread, which has clients to serve.
 */
const creditBytes = 1024 * 1024;
const creditWaitMs = 10;

/** The receiving end of a channel between two planes: unpacks batches and returns credit. */
export function openInbox<T>(
  port: MessagePort,
  shape: RecordShape<T>,
  onDelivery: (delivery: Delivery<T>) => void,
): void {
  let owedBytes = 0;
  let owedRecords = 0;
  let timer: NodeJS.Timeout | null = null;

  function payCredit(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const credit: Credit = { bytes: owedBytes, records: owedRecords };
    owedBytes = 0;
    owedRecords = 0;
    port.postMessage(credit);
  }

  function owe(bytes: number): void {
    owedBytes += bytes;
    owedRecords += 1;
    if (owedBytes >= creditBytes) payCredit();
    else timer ??= setTimeout(payCredit, creditWaitMs);
  }

  port.on('message', (batch: ArrayBuffer) => {
    for (const record of unpackBatch(shape, batch)) {
      const bytes = recordBytes(shape, record);
      onDelivery({ record, release: () => owe(bytes) });
    }
  });
}
