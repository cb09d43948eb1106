import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { streamName } from '../fleet/nats/subjects.ts';

/** A takeover must not wait for long. */
const readMsMax = 3_000;

/**
 * Reads what hubs have recorded on a subject, up to its last message now, for three seconds at most.
 *
 * @returns whether that was all
 * @throws what the NATS client throws
 */
export async function readSubject(
  connection: NatsConnection,
  fleet: string,
  subject: string,
  onMessage: (streamSequence: number, bytes: Uint8Array) => void,
): Promise<boolean> {
  const manager = await jetstreamManager(connection, { checkAPI: false });
  const { state } = await manager.streams.info(streamName(fleet), { subjects_filter: subject });
  if ((state.subjects?.[subject] ?? 0) === 0) return true;
  const consumer = await jetstream(connection).consumers.get(streamName(fleet), {
    filter_subjects: subject,
  });
  const messages = await consumer.consume({ abort_on_missing_resource: true });
  const late = setTimeout(() => messages.stop(), readMsMax);
  try {
    for await (const { seq, data, info } of messages) {
      onMessage(seq, data);
      if (info.pending === 0) return true;
    }
  } finally {
    clearTimeout(late);
    messages.stop();
    void consumer.delete().catch(() => false);
  }
  return false;
}
