import { jetstream, JetStreamApiError } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { sentSubjectOf } from '../fleet/nats/subjects.ts';
import { decodeSent, encodeSent, type SentMessage } from '../fleet/wire/sent-message.ts';
import type { HeldLease } from '../postgres/leases.ts';
import { readSubject } from './read-subject.ts';

/** The sends that owners of a partition have recorded. */
export interface SentRecords {
  readonly sequences: ReadonlySet<number>;
  /** The last record in the stream; 0 if there is none. */
  readonly last: number;
  /** The term of the latest owner that has recorded anything; 0 if there is none. */
  readonly term: number;
  /** Whether all of it was read. */
  readonly isComplete: boolean;
}

const answerMsMax = 1_000;
const attemptsMax = 20;
/** JetStream's error code if the last record is not the expected one. */
const wrongLastSequence = 10_071;

/**
 * Reads the present records.
 *
 * @throws the errors of the NATS client
 */
export async function readSent(
  connection: NatsConnection,
  fleet: string,
  partition: number,
): Promise<SentRecords> {
  const sequences = new Set<number>();
  let [last, term, unreadable] = [0, 0, 0];
  const subject = sentSubjectOf(fleet, partition);
  const isAll = await readSubject(connection, fleet, subject, (streamSequence, bytes) => {
    last = streamSequence;
    const message = decodeSent(bytes);
    if (message === null) unreadable += 1;
    term = Math.max(term, message?.term ?? 0);
    for (const sequence of message?.sequences ?? []) sequences.add(sequence);
  });
  return { sequences, last, term, isComplete: isAll && unreadable === 0 };
}

/**
 * Publishes a record after the last one, unless another record came in between.
 *
 * @returns its sequence in the stream
 * @throws the errors of the NATS client; the record may be in the stream even then
 */
export async function recordSent(
  connection: NatsConnection,
  fleet: string,
  message: SentMessage,
  last: number,
  timeout = answerMsMax,
): Promise<number> {
  const subject = sentSubjectOf(fleet, message.partition);
  const options = { timeout, retries: 0, expect: { lastSubjectSequence: last } };
  const { seq } = await jetstream(connection).publish(subject, encodeSent(message), options);
  return seq;
}

/**
 * Reads the records of former owners, and fences these owners: JetStream refuses their next records, because
 * the last record is no longer the one that they know.
 *
 * @returns null if the stream accepts no records
 * @throws the errors of the NATS client while there is no stream, or no answer
 */
export async function takeOverSent(
  connection: NatsConnection,
  fleet: string,
  { partition, owner: hub, term }: HeldLease,
): Promise<SentRecords | null> {
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const former = await readSent(connection, fleet, partition);
    try {
      const own = { hub, partition, term, sequences: [] };
      return { ...former, last: await recordSent(connection, fleet, own, former.last) };
    } catch (error) {
      if (!(error instanceof JetStreamApiError)) throw error;
      if (error.code !== wrongLastSequence) return null;
    }
  }
  return null;
}
