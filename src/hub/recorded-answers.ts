import type { NatsConnection } from '@nats-io/transport-node';
import { answersSubjectOf } from '../fleet/nats/subjects.ts';
import { decodeAnswers } from '../fleet/wire/answer-message.ts';
import type { RecordedAnswer } from '../vocabulary/recorded-answer.ts';
import type { PartitionStream } from './partition-stream.ts';
import { readSubject } from './read-subject.ts';

/** The recorded answers of former owners of a partition. */
export interface FormerAnswers {
  readonly answers: ReadonlyMap<number, RecordedAnswer>;
  /** The last message in the stream that contains some of them; 0 if there is none. */
  readonly upTo: number;
  /** Messages of another version, or not written by a hub. */
  readonly unreadable: number;
}

export const noFormerAnswers: FormerAnswers = { answers: new Map(), upTo: 0, unreadable: 0 };

/** More cannot be in doubt, as hubs claim far less. Answers beyond it count as not recorded. */
const bytesMax = 128 * 1024 * 1024;

/**
 * Reads the answers that are recorded now. Answers that cannot be read in time count as not recorded.
 *
 * @throws the errors of the NATS client
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
