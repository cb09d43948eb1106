import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { streamName } from '../fleet/nats/subjects.ts';

/** A takeover must not wait for long. */
const readMsMax = 3_000;

/**
 * Reads the records of hubs on a subject, up to its last message now, for three seconds at most.
 *
 * @returns whether it read all of them
 * @throws the errors of the NATS client
 */
export async function readSubject(
  connection: NatsConnection,
  fleet: string,
  subject: string,
  onMessage: (streamSequence: number, bytes: Uint8Array) => void,
): Promise<boolean> {
  const manager = await jetstreamManager(connection, { checkAPI: false });
  // Counts by subject are wrong in nats-server 2.9 after a purge of the subject: they may be too low.
  const last = await manager.streams.getMessage(streamName(fleet), { last_by_subj: subject });
  if (last === null) return true;
  const consumer = await jetstream(connection).consumers.get(streamName(fleet), {
    filter_subjects: subject,
  });
  const messages = await consumer.consume({ abort_on_missing_resource: true });
  const late = setTimeout(() => messages.stop(), readMsMax);
  try {
    for await (const { seq, data } of messages) {
      onMessage(seq, data);
      if (seq >= last.seq) return true;
    }
  } finally {
    clearTimeout(late);
    messages.stop();
    void consumer.delete().catch(() => false);
  }
  return false;
}
