import { jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { answersSubjectOf } from '../fleet/nats/subjects.ts';
import { encodeAnswers } from '../fleet/wire/answer-message.ts';
import type { AnswerBatch } from '../vocabulary/recorded-answer.ts';
import { type NeededRecord, NeededRecords } from './needed-records.ts';
import type { PartitionStream } from './partition-stream.ts';

export interface AnswerRecorderOptions {
  /** Names this hub in its messages; eight hexadecimal digits. */
  readonly hub: string;
  readonly stream: PartitionStream;
  /** Null while there is no connection. */
  readonly connection: () => NatsConnection | null;
  /** Called with a number of answers that are not recorded: their writes are in doubt if this hub dies. */
  readonly onNotRecorded: (answers: number) => void;
}

/**
 * The memory for answers that wait for NATS. Past it, or while NATS is down, answers are not recorded, and
 * nothing waits for them.
 */
const waitingBytesMax = 8 * 1024 * 1024;
const answerMsMax = 5_000;

/**
 * Records the answers to the writes of a partition in the stream, and removes the records that are no longer
 * needed.
 */
export class AnswerRecorder {
  readonly #options: AnswerRecorderOptions;
  readonly #records: NeededRecords;
  #batches = 0;
  #waitingBytes = 0;

  /** @param former the last record of former owners */
  constructor(options: AnswerRecorderOptions, former: NeededRecord) {
    this.#options = options;
    const { fleet, partition } = options.stream;
    this.#records = new NeededRecords(fleet, answersSubjectOf(fleet, partition), former);
  }

  /** @param neededTo the last message of the stream that one of the exchanges may have come with */
  record({ sequences, packed }: AnswerBatch, neededTo: number): void {
    const { hub, stream, onNotRecorded } = this.#options;
    const connection = this.#options.connection();
    const { partition } = stream;
    this.#batches += 1;
    const records = sequences.length;
    const bytes = encodeAnswers({ hub, partition, batch: this.#batches, records, packed });
    const isTooMuch =
      this.#waitingBytes + bytes.byteLength > waitingBytesMax ||
      bytes.byteLength > (connection?.info?.max_payload ?? 0);
    if (connection === null || isTooMuch) return onNotRecorded(records);
    this.#waitingBytes += bytes.byteLength;
    void this.#publish(connection, bytes)
      .then(
        (streamSequence) => this.#records.add({ streamSequence, neededTo }),
        () => onNotRecorded(records),
      )
      .then(() => (this.#waitingBytes -= bytes.byteLength));
  }

  /** As in {@link NeededRecords}. */
  purge(connection: NatsConnection, low: number): Promise<void> {
    return this.#records.purge(connection, low);
  }

  async #publish(connection: NatsConnection, bytes: Uint8Array): Promise<number> {
    const { fleet, partition } = this.#options.stream;
    const subject = answersSubjectOf(fleet, partition);
    const { seq } = await jetstream(connection).publish(subject, bytes, { timeout: answerMsMax });
    return seq;
  }
}
