import type { MessagePort } from 'node:worker_threads';
import { packBatch, type RecordShape, recordBytes } from '../vocabulary/packed-batch.ts';
import type { ByteBudget } from './byte-budget.ts';

/** What the receiver of a batch gives back: the only thing that ever flows backward. */
export interface Credit {
  readonly bytes: number;
  readonly records: number;
}

export interface OutboxOptions<T> {
  readonly shape: RecordShape<T>;
  /** Holds what waits here and what is in flight until the receiver returns it as credit. */
  readonly budget: ByteBudget;
  /** Told how many records were in flight to a receiver that is gone. */
  readonly onLost: (records: number) => void;
}

/** A batch is sent when it has this many bytes, or this long after its first record. */
const batchBytes = 128 * 1024;
const batchWaitMs = 10;

/**
 * The sending end of a channel between two planes: gathers records into batches, transfers them,
 * and never waits. What the budget does not allow is the caller's to shed.
 */
export class Outbox<T> {
  readonly #options: OutboxOptions<T>;
  #port: MessagePort | null = null;
  #waiting: T[] = [];
  #waitingBytes = 0;
  #inFlight = { bytes: 0, records: 0 };
  #timer: NodeJS.Timeout | null = null;

  constructor(options: OutboxOptions<T>) {
    this.#options = options;
  }

  /** Sends to this port from now on. What was in flight to the one before it is lost. */
  connect(port: MessagePort): void {
    this.#port?.close();
    const lost = this.#inFlight;
    this.#inFlight = { bytes: 0, records: 0 };
    this.#options.budget.give(lost.bytes);
    if (lost.records > 0) this.#options.onLost(lost.records);
    this.#port = port;
    port.on('message', (credit: Credit) => {
      if (this.#port !== port) return;
      this.#inFlight.bytes -= credit.bytes;
      this.#inFlight.records -= credit.records;
      this.#options.budget.give(credit.bytes);
    });
    port.unref();
    this.#flush();
  }

  /**
   * Queues a record.
   *
   * @param takenBytes what the caller has already taken from the budget for it
   * @returns false, having given back `takenBytes`, when the budget has no room for the record
   */
  send(record: T, takenBytes = 0): boolean {
    const { budget, shape } = this.#options;
    const bytes = recordBytes(shape, record);
    budget.give(takenBytes);
    if (!budget.take(bytes)) return false;
    this.#waiting.push(record);
    this.#waitingBytes += bytes;
    if (this.#waitingBytes >= batchBytes) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), batchWaitMs);
    return true;
  }

  /** Records sent but not yet returned as credit. */
  get recordsInFlight(): number {
    return this.#inFlight.records + this.#waiting.length;
  }

  #flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#port === null || this.#waiting.length === 0) return;
    const batch = packBatch(this.#options.shape, this.#waiting);
    this.#inFlight.bytes += this.#waitingBytes;
    this.#inFlight.records += this.#waiting.length;
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.#port.postMessage(batch, [batch]);
  }
}
