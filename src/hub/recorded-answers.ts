import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { answersSubjectOf, streamName } from '../fleet/nats/subjects.ts';
import { decodeAnswers } from '../fleet/wire/answer-message.ts';
import type { RecordedAnswer } from '../vocabulary/recorded-answer.ts';
import type { PartitionStream } from './partition-stream.ts';

/** What former owners of a partition have recorded. */
export interface FormerAnswers {
  readonly answers: ReadonlyMap<number, RecordedAnswer>;
  /** The last message in the stream that has some of them; 0 where there is none. */
  readonly upTo: number;
  /** Messages of another version, or that no hub has written. */
  readonly unreadable: number;
}

export const noFormerAnswers: FormerAnswers = { answers: new Map(), upTo: 0, unreadable: 0 };

/** More would not be in doubt: hubs claim far less. What is beyond counts as not recorded. */
const bytesMax = 128 * 1024 * 1024;
/** A takeover must not wait for long; what comes later counts as not recorded. */
const readMsMax = 3_000;

/**
 * Reads the answers that are recorded now.
 *
 * @throws what the NATS client throws
 */
export async function readFormerAnswers(
  connection: NatsConnection,
  { fleet, partition }: PartitionStream,
): Promise<FormerAnswers> {
  const subject = answersSubjectOf(fleet, partition);
  const manager = await jetstreamManager(connection, { checkAPI: false });
  const { state } = await manager.streams.info(streamName(fleet), { subjects_filter: subject });
  const stored = state.subjects?.[subject] ?? 0;
  if (stored === 0) return noFormerAnswers;
  const consumer = await jetstream(connection).consumers.get(streamName(fleet), {
    filter_subjects: subject,
  });
  const messages = await consumer.consume({ abort_on_missing_resource: true });
  const late = setTimeout(() => messages.stop(), readMsMax);
  const answers = new Map<number, RecordedAnswer>();
  let [upTo, unreadable, bytes] = [0, 0, 0];
  try {
    for await (const { seq, data, info } of messages) {
      upTo = seq;
      bytes += data.byteLength;
      const decoded = bytes > bytesMax ? null : decodeAnswers(data);
      if (decoded === null) unreadable += 1;
      for (const answer of decoded ?? []) answers.set(answer.sequence, answer);
      if (info.pending === 0) break;
    }
  } finally {
    clearTimeout(late);
    messages.stop();
    void consumer.delete().catch(() => false);
  }
  return { answers, upTo, unreadable };
}
