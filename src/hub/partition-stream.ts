import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { streamName, subjectOf } from '../fleet/nats/subjects.ts';

/** The messages of one partition, as NATS stores them. */
export interface PartitionStream {
  readonly fleet: string;
  readonly partition: number;
}

/** A message from the stream. */
export interface StreamMessage {
  readonly streamSequence: number;
  readonly bytes: Uint8Array;
  /** When NATS stored it, by its wall clock: milliseconds since the epoch. */
  readonly storedAtMs: number;
  /** The number of later messages of the partition when it was sent to this hub. */
  readonly waiting: number;
}

const nanosPerMs = 1_000_000n;

/** How much is read before the hub has taken it. */
const aheadBytes = 8 * 1024 * 1024;
/**
 * A pull may be lost, or end early because the next message does not fit into what is left of it. The client asks again only
 * after two heartbeats are missing: by default after more than 30 s.
 */
const heartbeatMs = 2_000;
const pullMs = 5 * heartbeatMs;

/**
 * Reads the messages of a partition in order, until it is stopped or the connection is gone.
 *
 * @param from the first sequence of the stream
 * @param onMessage gets the next message once its promise has resolved
 * @throws the errors of the NATS client
 */
export async function readStream(
  connection: NatsConnection,
  { fleet, partition }: PartitionStream,
  from: number,
  signal: AbortSignal,
  onMessage: (message: StreamMessage) => Promise<void>,
): Promise<void> {
  const stream = jetstream(connection);
  const consumer = await stream.consumers.get(streamName(fleet), {
    filter_subjects: subjectOf(fleet, partition),
    opt_start_seq: from,
  });
  const messages = await consumer.consume({
    max_bytes: Math.max(aheadBytes, 5 * (connection.info?.max_payload ?? 0)),
    idle_heartbeat: heartbeatMs,
    expires: pullMs,
    abort_on_missing_resource: true,
  });
  const stop = (): void => messages.stop();
  signal.addEventListener('abort', stop);
  try {
    if (signal.aborted) return;
    for await (const message of messages) {
      if (signal.aborted) break;
      await onMessage({
        streamSequence: message.seq,
        bytes: message.data,
        storedAtMs: Number(message.timestampNanos / nanosPerMs),
        waiting: message.info.pending,
      });
    }
  } finally {
    signal.removeEventListener('abort', stop);
    messages.stop();
    void consumer.delete().catch(() => false);
  }
}

/** The current state of a stream. */
export interface StreamState {
  /** When it was created, according to NATS; another time means that it was created again. */
  readonly made: string;
  /** The last sequence, over all its subjects. */
  readonly last: number;
}

/** @throws the errors of the NATS client, also if there is no stream */
export async function streamState(connection: NatsConnection, fleet: string): Promise<StreamState> {
  const manager = await jetstreamManager(connection, { checkAPI: false });
  const { created, state } = await manager.streams.info(streamName(fleet));
  return { made: created, last: state.last_seq };
}

/** Removes the messages of a partition up to and including one. */
export async function purgeTo(
  connection: NatsConnection,
  { fleet, partition }: PartitionStream,
  streamSequence: number,
): Promise<void> {
  const manager = await jetstreamManager(connection, { checkAPI: false });
  const filter = subjectOf(fleet, partition);
  await manager.streams.purge(streamName(fleet), { filter, seq: streamSequence + 1 });
}
