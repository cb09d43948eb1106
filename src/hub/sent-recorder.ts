import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { NatsConnection } from '@nats-io/transport-node';
import { sentSubjectOf } from '../fleet/nats/subjects.ts';
import type { HeldLease } from '../postgres/leases.ts';
import { ParallaxError } from '../vocabulary/errors.ts';
import { type NeededRecord, NeededRecords } from './needed-records.ts';
import { readSent, recordSent } from './sent-records.ts';

export interface SentRecorderOptions {
  readonly lease: HeldLease;
  readonly fleet: string;
  /** Null while there is no connection. */
  readonly connection: () => NatsConnection | null;
  /**
   * Notes in PostgreSQL that all claimed exchanges may be sent without a record.
   *
   * @returns false if another hub holds the lease; rejects while PostgreSQL is down
   */
  readonly noteUnrecorded: () => Promise<boolean>;
  /** Called with a number of exchanges that are granted without a record. */
  readonly onNotRecorded: (exchanges: number) => void;
  /** Called with exchanges that may be sent. */
  readonly onGranted: (sequences: readonly number[]) => void;
  /** Called when another hub holds the lease. */
  readonly onFenced: () => void;
}

interface Asked {
  readonly sequences: readonly number[];
  readonly neededTo: number;
}

const retryMs = 250;
/** Writes wait for the record, so this limits all requests to NATS for one. */
const recordMsMax = 1_000;
/**
 * The limit of the NATS client does not read what has arrived before it ends. A hub that hangs for as long as this loses its
 * partitions.
 */
const clientMsMax = 10_000;
/** How long to wait after a failed record before NATS gets the next one. */
const restMs = 2_000;

/**
 * Grants the sending of each exchange once the stream has a record of it, so the next owner knows which exchanges were not
 * sent. While the stream accepts no records, a note in PostgreSQL replaces them, and the next owner knows less.
 */
export class SentRecorder {
  readonly #options: SentRecorderOptions;
  readonly #records: NeededRecords;
  /** The last record on the subject; null if unknown. */
  #last: number | null;
  #asked: Asked[] = [];
  #isBusy = false;
  #isClosed = false;
  #failedAtMs = Number.NEGATIVE_INFINITY;

  /**
   * @param last the record with which this owner took over; null if it could not publish one
   * @param former the last record of former owners
   */
  constructor(options: SentRecorderOptions, last: number | null, former: NeededRecord) {
    const { fleet, lease } = options;
    this.#options = options;
    this.#last = last;
    this.#records = new NeededRecords(fleet, sentSubjectOf(fleet, lease.partition), former);
  }

  /** @param neededTo the last message of the stream that one of the exchanges may have come with */
  ask(sequences: readonly number[], neededTo: number): void {
    this.#asked.push({ sequences, neededTo });
    if (!this.#isBusy) void this.#grantAll();
  }

  /** Stops granting. */
  close(): void {
    this.#isClosed = true;
  }

  /**
   * Removes the records whose exchanges are all settled, except the last one: the next record must name it.
   *
   * @param low everything up to this message of the stream is settled
   * @throws the errors of the NATS client
   */
  async purge(connection: NatsConnection, low: number): Promise<void> {
    if (this.#last !== null) await this.#records.purge(connection, low, this.#last);
  }

  async #grantAll(): Promise<void> {
    this.#isBusy = true;
    while (this.#asked.length > 0 && !this.#isClosed) {
      const asked = this.#asked.splice(0);
      const sequences = asked.flatMap((one) => one.sequences);
      const neededTo = Math.max(...asked.map((one) => one.neededTo));
      const isRecorded = await this.#isRecorded(sequences, neededTo);
      if (!isRecorded && !(await this.#isExcepted())) continue;
      if (!isRecorded) this.#options.onNotRecorded(sequences.length);
      if (!this.#isClosed) this.#options.onGranted(sequences);
    }
    this.#isBusy = false;
  }

  async #isRecorded(sequences: readonly number[], neededTo: number): Promise<boolean> {
    const connection = this.#options.connection();
    if (connection === null || performance.now() - this.#failedAtMs < restMs) return false;
    try {
      const record = this.#record(connection, sequences);
      const streamSequence = await Promise.race([record, failedAfter(recordMsMax, record)]);
      this.#last = streamSequence;
      this.#records.add({ streamSequence, neededTo });
      return true;
    } catch {
      // The record may be in the stream, so the last record is unknown; or another owner has published one.
      this.#last = null;
      this.#failedAtMs = performance.now();
      return false;
    }
  }

  async #record(connection: NatsConnection, sequences: readonly number[]): Promise<number> {
    const { lease, fleet } = this.#options;
    const last = this.#last ?? (await this.#readLast(connection));
    if (this.#isClosed) throw new Error('the recorder of this partition is closed');
    const { owner: hub, partition, term } = lease;
    const message = { hub, partition, term, sequences };
    return recordSent(connection, fleet, message, last, clientMsMax);
  }

  async #readLast(connection: NatsConnection): Promise<number> {
    const { lease, fleet } = this.#options;
    const { last, term } = await readSent(connection, fleet, lease.partition);
    if (term > lease.term) this.#lose();
    return last;
  }

  /** Whether PostgreSQL has the note that exchanges may be sent without a record. */
  async #isExcepted(): Promise<boolean> {
    while (!this.#isClosed) {
      try {
        const isHeld = await this.#options.noteUnrecorded();
        if (!isHeld) this.#lose();
        return isHeld;
      } catch {
        await sleep(retryMs);
      }
    }
    return false;
  }

  #lose(): void {
    this.close();
    this.#options.onFenced();
  }
}

/** @throws after this time, unless the bounded promise has settled before */
async function failedAfter(ms: number, bounded: Promise<unknown>): Promise<never> {
  const ended = new AbortController();
  const end = (): void => ended.abort();
  void bounded.then(end, end);
  await sleep(ms, undefined, { signal: ended.signal });
  // If this thread hung, the answer may have arrived, and is read in this turn.
  await nextTurn();
  throw new ParallaxError('nats_timeout', 'NATS did not answer in time');
}
