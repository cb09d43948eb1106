import type { NatsConnection } from '@nats-io/transport-node';
import { answersSubjectOf } from '../fleet/nats/subjects.ts';
import { decodeAnswers } from '../fleet/wire/answer-message.ts';
import type { RecordedAnswer } from '../vocabulary/recorded-answer.ts';
import type { PartitionStream } from './partition-stream.ts';
import { readSubject } from './read-subject.ts';

/** What former owners of a partition have recorded. */
export interface FormerAnswers {
  readonly answers: ReadonlyMap<number, RecordedAnswer>;
  /** The last message in the stream that has some of them; 0 if there is none. */
  readonly upTo: number;
  /** Messages of another version, or that no hub has written. */
  readonly unreadable: number;
}

export const noFormerAnswers: FormerAnswers = { answers: new Map(), upTo: 0, unreadable: 0 };

/** More would not be in doubt: hubs claim far less. What is beyond counts as not recorded. */
const bytesMax = 128 * 1024 * 1024;

/**
 * Reads the answers that are recorded now. What cannot be read in time counts as not recorded.
 *
 * @throws what the NATS client throws
 */
export async function readFormerAnswers(
  connection: NatsConnection,
  { fleet, partition }: PartitionStream,
): Promise<FormerAnswers> {
  const answers = new Map<number, RecordedAnswer>();
  let [upTo, unreadable, readBytes] = [0, 0, 0];
  await readSubject(connection, fleet, answersSubjectOf(fleet, partition), (sequence, bytes) => {
    upTo = sequence;
    readBytes += bytes.byteLength;
    const decoded = readBytes > bytesMax ? null : decodeAnswers(bytes);
    if (decoded === null) unreadable += 1;
    for (const answer of decoded ?? []) answers.set(answer.sequence, answer);
  });
  return { answers, upTo, unreadable };
}
