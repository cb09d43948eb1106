import type { MessagePort } from 'node:worker_threads';
import { Batch, chargedBytes, type Packable, packable } from '../vocabulary/packed-batch.ts';
import type { RecordShape } from '../vocabulary/record-shape.ts';
import type { TapNote } from '../vocabulary/tap-note.ts';
import type { ByteBudget } from './byte-budget.ts';
import type { BatchMessage, ChannelOpening, Credit } from './channel-message.ts';

export interface OutboxOptions<T> {
  readonly shape: RecordShape<T>;
  /**
   * The shortest time between two batches, in milliseconds, unless one is full. Each batch wakes the
   * receiver's thread: a longer time costs less CPU and makes larger bursts. If the last batch was sent
   * longer ago, a record is sent at once.
   */
  readonly batchWaitMs?: number;
  /** Holds what waits here and what is in flight until the receiver returns it as credit. */
  readonly budget: ByteBudget;
  /** Called with the number of counted records that were in flight to a receiver that is gone. */
  readonly onLost: (records: number) => void;
  /**
   * Writes the note that goes with each batch; without it, none does.
   *
   * @param postedTotal as {@link Outbox.postedTotal} is once the batch is posted
   */
  readonly noteFor?: (postedTotal: number) => TapNote;
}

/** A batch is sent when it is full, if not before. */
const batchBytes = 128 * 1024;
const batchWaitDefaultMs = 10;

/**
 * The most unread batches in the port. Batches in a port are lost with the receiver's thread, while those that
 * wait here go to its replacement. A working receiver takes a batch within a millisecond.
 */
const unreadMax = 4;
/** While the port is full, the outbox checks it again after at most this time. */
const lookAgainMsMax = 50;

/** Fresh memory costs page faults, and garbage collections to be rid of: some is kept for reuse. */
const sparesMax = 32;

/**
 * The sending end of a channel between two planes: gathers records into batches, transfers them,
 * and never waits. What the budget does not allow is the caller's to shed.
 */
export class Outbox<T> {
  readonly #options: OutboxOptions<T>;
  #port: MessagePort | null = null;
  /** Full batches that wait: there is no receiver, or its port is full. */
  #full: Batch[] = [];
  #filling: Batch | null = null;
  #waitingRecords = 0;
  /** Records that were ever queued, and how many of them went into the port; they wait in their order. */
  #queuedTotal = 0;
  #postedTotal = 0;
  #inFlight = { bytes: 0, records: 0 };
  #spares: ArrayBuffer[] = [];
  #timer: NodeJS.Timeout | null = null;
  #isFlushDue = false;
  #flushedAt = 0;
  /** Batches sent to this port, and how many of them the receiver has taken; both are 32 bits and wrap. */
  #posted = 0;
  #taken = new Int32Array(new SharedArrayBuffer(4));
  #takenSeen = 0;
  #takenSeenAt = 0;

  constructor(options: OutboxOptions<T>) {
    this.#options = options;
  }

  /**
   * Sends to this port from now on, starting with the batches that wait. Those in flight to the port before are
   * lost.
   */
  connect(port: MessagePort): void {
    this.#port?.close();
    const lost = this.#inFlight;
    this.#inFlight = { bytes: 0, records: 0 };
    this.#options.budget.give(lost.bytes);
    if (lost.records > 0) this.#options.onLost(lost.records);
    this.#port = port;
    this.#posted = 0;
    this.#takenSeen = 0;
    const taken = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    this.#taken = new Int32Array(taken);
    port.postMessage({ taken } satisfies ChannelOpening);
    port.on('message', (credit: Credit) => {
      if (this.#port === port) this.#onCredit(credit);
    });
    port.unref();
    this.#flush();
  }

  /**
   * Queues a copy of a record.
   *
   * @param takenBytes what the caller has already taken from the budget for it
   * @returns false, having given back `takenBytes`, when the budget has no room for the record
   */
  send(record: T, takenBytes = 0): boolean {
    const { budget, shape } = this.#options;
    const packed = packable(shape, record);
    const bytes = chargedBytes(packed.packedBytes);
    budget.give(takenBytes);
    if (!budget.take(bytes)) return false;
    if (packed.countsIfLost) this.#waitingRecords += 1;
    this.#write(packed);
    return true;
  }

  /** Sends a note alone; if a batch waits, the note goes with it. Does nothing without a receiver. */
  sendNote(): void {
    this.#flush();
    if (this.#port === null || this.#hasBatches || !this.#hasRoom()) return;
    const note = this.#options.noteFor?.(this.#postedTotal);
    if (note !== undefined) this.#postMessage(this.#port, new Batch(new ArrayBuffer(0)), note);
  }

  /** Counted records that were sent but not yet returned as credit. */
  get recordsInFlight(): number {
    return this.#inFlight.records + this.#waitingRecords;
  }

  /** How many records were ever queued. */
  get queuedTotal(): number {
    return this.#queuedTotal;
  }

  /** How many of them are on their way, or were. */
  get postedTotal(): number {
    return this.#postedTotal;
  }

  #write(packed: Packable<T>): void {
    this.#queuedTotal += 1;
    if (this.#filling?.append(packed) === true) return;
    if (this.#filling !== null) {
      this.#full.push(this.#filling);
      this.#filling = null;
      this.#flush();
    }
    this.#filling = this.#emptyBatch(packed.packedBytes);
    this.#filling.append(packed);
    this.#flushSoon();
  }

  /** A timer wakes this thread once more, so it is set only if the batch must wait. */
  #flushSoon(): void {
    if (this.#timer !== null || this.#isFlushDue) return;
    const { batchWaitMs = batchWaitDefaultMs } = this.#options;
    const waitMs = this.#flushedAt + batchWaitMs - performance.now();
    if (waitMs > 0) {
      this.#timer = setTimeout(() => this.#flush(), waitMs);
      return;
    }
    this.#isFlushDue = true;
    // The batch also takes the other records of this turn.
    setImmediate(() => {
      this.#isFlushDue = false;
      this.#flush();
    });
  }

  #emptyBatch(bytes: number): Batch {
    if (bytes > batchBytes) return new Batch(new ArrayBuffer(bytes));
    return new Batch(this.#spares.pop() ?? new ArrayBuffer(batchBytes));
  }

  #onCredit({ bytes, records, buffers }: Credit): void {
    this.#inFlight.bytes -= bytes;
    this.#inFlight.records -= records;
    this.#options.budget.give(bytes);
    for (const buffer of buffers) {
      if (buffer.byteLength === batchBytes && this.#spares.length < sparesMax) {
        this.#spares.push(buffer);
      }
    }
    if (this.#full.length > 0) this.#flush();
  }

  #flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const port = this.#port;
    if (port === null || !this.#hasBatches) return;
    this.#flushedAt = performance.now();
    while (this.#hasBatches && this.#hasRoom()) this.#post(port);
    if (!this.#hasBatches) return;
    const idleMs = this.#flushedAt - this.#takenSeenAt;
    const lookAgainMs = Math.min(lookAgainMsMax, Math.max(1, idleMs));
    // A hung receiver must not keep the process alive.
    this.#timer = setTimeout(() => this.#flush(), lookAgainMs).unref();
  }

  get #hasBatches(): boolean {
    return this.#filling !== null || this.#full.length > 0;
  }

  #hasRoom(): boolean {
    const taken = Atomics.load(this.#taken, 0);
    if (taken !== this.#takenSeen) {
      this.#takenSeen = taken;
      this.#takenSeenAt = performance.now();
    }
    return ((this.#posted - taken) | 0) < unreadMax;
  }

  #post(port: MessagePort): void {
    const batch = this.#full.shift() ?? this.#filling;
    if (batch === null) return;
    if (batch === this.#filling) this.#filling = null;
    const { records, countedRecords, chargedBytes } = batch;
    this.#postedTotal += records;
    this.#inFlight.bytes += chargedBytes;
    this.#inFlight.records += countedRecords;
    this.#waitingRecords -= countedRecords;
    this.#postMessage(port, batch, this.#options.noteFor?.(this.#postedTotal));
  }

  #postMessage(port: MessagePort, batch: Batch, note: TapNote | undefined): void {
    const { buffer, records, usedBytes: bytes, chargedBytes, countedRecords } = batch;
    const message: BatchMessage = { buffer, records, bytes, chargedBytes, countedRecords };
    port.postMessage(note === undefined ? message : { ...message, note }, [buffer]);
    this.#posted = (this.#posted + 1) | 0;
  }
}
