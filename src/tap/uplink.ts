import type { MessagePort } from 'node:worker_threads';
import { type FleetConfig, partitionsOf } from '../config/fleet-schema.ts';
import { encodeTapMessage } from '../fleet/wire/tap-message.ts';
import { partsOf } from '../fleet/wire/parts.ts';
import type { BatchMessage, ChannelOpening } from '../transport/channel-message.ts';
import { noteProgress } from '../transport/progress.ts';
import type { TapSetup } from '../transport/worker-link.ts';
import type { Tally } from '../vocabulary/tally.ts';
import type { TapNote } from '../vocabulary/tap-note.ts';
import { CreditAccount } from '../transport/credit-account.ts';
import type { PublishQueue, Settled } from './publish-queue.ts';
import { type BatchPart, type BatchSplitter, splitterBy, wholeBatch } from './split-batch.ts';

export interface UplinkOptions {
  readonly fleet: FleetConfig;
  readonly tap: TapSetup;
  readonly queue: PublishQueue;
  readonly tally: Tally;
}

/** What NATS has acknowledged since the start of this thread. */
export interface Published {
  messages: number;
  bytes: number;
  exchanges: number;
}

/** The first partition gets the notes about the tap as a whole. */
const firstPartition = 0;
/** After this long without exchanges, a partition gets no messages with only a note. */
const activeMs = 5_000;
/** The interval of messages with only a note to a partition. */
const noteIntervalMs = 200;

/** Makes messages from the live plane's batches, and returns their credit when they are settled. */
export class Uplink {
  readonly published: Published = { messages: 0, bytes: 0, exchanges: 0 };
  readonly #options: UplinkOptions;
  readonly #split: BatchSplitter;
  readonly #numbered: Float64Array;
  /** By partition: when exchanges were last sent to it, and when a note was. */
  readonly #active = new Map<number, { exchangesAt: number; notedAt: number }>();

  constructor(options: UplinkOptions) {
    const { fleet, tap } = options;
    this.#options = options;
    this.#numbered = new Float64Array(tap.numbered);
    this.#split =
      fleet.partitionBy === undefined
        ? wholeBatch
        : splitterBy(fleet.partitionBy, partitionsOf(fleet));
  }

  /** Takes the batches that arrive on a port. */
  takeFrom(port: MessagePort): void {
    const credit = new CreditAccount(port);
    let taken: Int32Array | null = null;
    port.on('message', (message: ChannelOpening | BatchMessage) => {
      if ('taken' in message) {
        taken = new Int32Array(message.taken);
        return;
      }
      if (taken !== null) Atomics.add(taken, 0, 1);
      this.#take(message, credit);
      noteProgress();
    });
  }

  #take(batch: BatchMessage, credit: CreditAccount): void {
    const { note } = batch;
    if (note === undefined) return;
    const now = performance.now();
    const parts = batch.records === 0 ? [] : this.#split(batch);
    for (const part of parts) {
      this.#active.set(part.partition, { exchangesAt: now, notedAt: now });
      this.#queue(part, note, credit, now);
    }
    credit.giveBack(batch.buffer);
    this.#noteElsewhere(note, credit, now, batch.records === 0);
  }

  /** The other partitions, too, must know the progress of this tap. */
  #noteElsewhere(note: TapNote, credit: CreditAccount, now: number, isAlone: boolean): void {
    if (!this.#active.has(firstPartition)) {
      this.#active.set(firstPartition, { exchangesAt: now, notedAt: -Infinity });
    }
    for (const [partition, active] of this.#active) {
      const isOver = partition !== firstPartition && now - active.exchangesAt > activeMs;
      if (isOver) this.#active.delete(partition);
      if (!isAlone && now - active.notedAt < noteIntervalMs) continue;
      active.notedAt = now;
      const none = { partition, records: 0, packed: new Uint8Array(0), chargedBytes: 0 };
      this.#queue(none, note, credit, now);
    }
  }

  #queue(part: BatchPart, note: TapNote, credit: CreditAccount, now: number): void {
    const { partition, records, packed, chargedBytes } = part;
    const { queue, tap } = this.#options;
    const number = this.#nextNumber();
    const encoded = encodeTapMessage({
      tap: tap.identity,
      partition,
      batch: number,
      note: partition === firstPartition ? note : { ...note, shed: {} },
      records,
      packed,
    });
    const onSettled = (how: Settled): void => {
      this.#count(how, records, encoded.byteLength);
      if (records > 0) credit.owe(chargedBytes, records);
    };
    const bytes = encoded.byteLength;
    const partsFor = (payloadBytesMax: number): readonly Uint8Array[] =>
      partsOf(encoded, payloadBytesMax);
    queue.add({ number, partition, records, bytes, partsFor, onSettled }, now);
  }

  #nextNumber(): number {
    const number = (this.#numbered[0] ?? 0) + 1;
    this.#numbered[0] = number;
    return number;
  }

  #count(how: Settled, records: number, bytes: number): void {
    if (how !== 'stored') {
      if (records > 0) this.#options.tally.shed(how, records);
      return;
    }
    this.published.messages += 1;
    this.published.bytes += bytes;
    this.published.exchanges += records;
  }
}
