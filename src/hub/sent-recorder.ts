import { setTimeout as sleep } from 'node:timers/promises';
import type { NatsConnection } from '@nats-io/transport-node';
import { sentSubjectOf } from '../fleet/nats/subjects.ts';
import type { HeldLease } from '../postgres/leases.ts';
import { type NeededRecord, NeededRecords } from './needed-records.ts';
import { readSent, recordSent } from './sent-records.ts';

export interface SentRecorderOptions {
  readonly lease: HeldLease;
  readonly fleet: string;
  /** Null while there is none. */
  readonly connection: () => NatsConnection | null;
  /**
   * States in PostgreSQL that all that is claimed may be sent without a record.
   *
   * @returns false where another hub holds the lease; rejects while PostgreSQL cannot be asked
   */
  readonly noteUnrecorded: () => Promise<boolean>;
  /** So many exchanges are granted without a record. */
  readonly onNotRecorded: (exchanges: number) => void;
  /** These may be sent. */
  readonly onGranted: (sequences: readonly number[]) => void;
  /** Another hub holds the lease. */
  readonly onFenced: () => void;
}

interface Asked {
  readonly sequences: readonly number[];
  readonly neededTo: number;
}

const retryMs = 250;
/** How long NATS is left alone after a record has failed. */
const restMs = 2_000;

/**
 * Grants that exchanges are sent, each once a record of that is in the stream. So the next owner knows what was not
 * sent. While the stream takes no records, PostgreSQL is asked instead, and the next owner knows less.
 */
export class SentRecorder {
  readonly #options: SentRecorderOptions;
  readonly #records: NeededRecords;
  /** The last record on the subject; null where it is not known. */
  #last: number | null;
  #asked: Asked[] = [];
  #isBusy = false;
  #isClosed = false;
  #failedAtMs = Number.NEGATIVE_INFINITY;

  /**
   * @param last the record by which this owner has taken over; null where it could not make one
   * @param former what former owners have recorded
   */
  constructor(options: SentRecorderOptions, last: number | null, former: NeededRecord) {
    const { fleet, lease } = options;
    this.#options = options;
    this.#last = last;
    this.#records = new NeededRecords(fleet, sentSubjectOf(fleet, lease.partition), former);
  }

  /** @param neededTo the last message of the stream that one of the exchanges came with */
  ask(sequences: readonly number[], neededTo: number): void {
    this.#asked.push({ sequences, neededTo });
    if (!this.#isBusy) void this.#grantAll();
  }

  /** Nothing is granted any more. */
  close(): void {
    this.#isClosed = true;
  }

  /**
   * Removes what was recorded for exchanges that are all settled, but the last record: what follows it relies on it.
   *
   * @param low everything up to this message of the stream is settled
   * @throws what the NATS client throws
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
    const { lease, fleet } = this.#options;
    const connection = this.#options.connection();
    if (connection === null || performance.now() - this.#failedAtMs < restMs) return false;
    try {
      const last = this.#last ?? (await this.#readLast(connection));
      if (this.#isClosed) return false;
      const { owner: hub, partition, term } = lease;
      const message = { hub, partition, term, sequences };
      const streamSequence = await recordSent(connection, fleet, message, last);
      this.#last = streamSequence;
      this.#records.add({ streamSequence, neededTo });
      return true;
    } catch {
      // It may be recorded, so the last record is unknown; or another owner has recorded something.
      this.#last = null;
      this.#failedAtMs = performance.now();
      return false;
    }
  }

  async #readLast(connection: NatsConnection): Promise<number> {
    const { lease, fleet } = this.#options;
    const { last, term } = await readSent(connection, fleet, lease.partition);
    if (term > lease.term) this.#lose();
    return last;
  }

  /** Whether PostgreSQL knows that exchanges may be sent that are not recorded. */
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
