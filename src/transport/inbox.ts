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
 * The receiving end of a channel between two planes: unpacks batches and returns credit, gathered
 * per turn of the event loop.
 */
export function openInbox<T>(
  port: MessagePort,
  shape: RecordShape<T>,
  onDelivery: (delivery: Delivery<T>) => void,
): void {
  let owedBytes = 0;
  let owedRecords = 0;

  function payCredit(): void {
    const credit: Credit = { bytes: owedBytes, records: owedRecords };
    owedBytes = 0;
    owedRecords = 0;
    port.postMessage(credit);
  }

  function owe(bytes: number): void {
    if (owedRecords === 0) setImmediate(payCredit);
    owedBytes += bytes;
    owedRecords += 1;
  }

  port.on('message', (batch: ArrayBuffer) => {
    for (const record of unpackBatch(shape, batch)) {
      const bytes = recordBytes(shape, record);
      onDelivery({ record, release: () => owe(bytes) });
    }
  });
}
