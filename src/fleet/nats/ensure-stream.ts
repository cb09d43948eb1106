import {
  DiscardPolicy,
  JetStreamApiError,
  jetstreamManager,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
} from '@nats-io/jetstream';
import { nanos, type NatsConnection } from '@nats-io/transport-node';
import type { FleetConfig } from '../../config/fleet-schema.ts';
import { answersSubjectOf, sentSubjectOf, streamName, subjectOf } from './subjects.ts';

/** A message that is published twice within this time is stored once. */
export const duplicateWindowMs = 120_000;

const answerMsMax = 3_000;
const streamNotFound = 10_059;

/** How an existing stream differs from the config. */
export interface StreamDifference {
  readonly key: 'max_bytes' | 'duplicate_window' | 'discard' | 'subjects';
  readonly configured: string;
  readonly found: string;
}

/**
 * Creates the stream of a fleet if it is missing. An existing one stays as it is: its settings may be
 * intended.
 *
 * @returns how an existing stream differs
 * @throws the errors of the NATS client: without a connection, without JetStream, or without permission
 */
export async function ensureStream(
  connection: NatsConnection,
  { name, streamBytesMax }: Pick<FleetConfig, 'name' | 'streamBytesMax'>,
): Promise<readonly StreamDifference[]> {
  const manager = await jetstreamManager(connection, { checkAPI: false, timeout: answerMsMax });
  const wanted = {
    name: streamName(name),
    subjects: subjectsOf(name),
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.New,
    max_bytes: streamBytesMax,
    duplicate_window: nanos(duplicateWindowMs),
  };
  try {
    const { config } = await manager.streams.info(wanted.name);
    return differences(wanted, config);
  } catch (error) {
    if (!(error instanceof JetStreamApiError) || error.code !== streamNotFound) throw error;
  }
  await manager.streams.add(wanted);
  return [];
}

/**
 * The records of hubs are in the stream of the exchanges, so that both are created together and share its
 * room.
 */
function subjectsOf(name: string): string[] {
  return [subjectOf(name, '*'), answersSubjectOf(name, '*'), sentSubjectOf(name, '*')];
}

/**
 * Adds the subjects of hubs to a stream that an earlier version, or its example, has created.
 *
 * @param differences the result of {@link ensureStream}
 * @returns the remaining differences
 * @throws the errors of the NATS client, also without permission to update the stream
 */
export async function addHubSubjects(
  connection: NatsConnection,
  { name }: Pick<FleetConfig, 'name'>,
  differences: readonly StreamDifference[],
): Promise<readonly StreamDifference[]> {
  const before = [[subjectOf(name, '*')], [subjectOf(name, '*'), answersSubjectOf(name, '*')]];
  const isOfEarlier = ({ key, found }: StreamDifference): boolean =>
    key === 'subjects' && before.some((subjects) => String(subjects) === found);
  if (!differences.some(isOfEarlier)) return differences;
  const manager = await jetstreamManager(connection, { checkAPI: false, timeout: answerMsMax });
  await manager.streams.update(streamName(name), { subjects: subjectsOf(name) });
  return differences.filter((difference) => !isOfEarlier(difference));
}

type Wanted = Pick<StreamConfig, StreamDifference['key']>;

function differences(wanted: Wanted, found: Wanted): readonly StreamDifference[] {
  const keys = ['max_bytes', 'duplicate_window', 'discard', 'subjects'] as const;
  return keys
    .map((key) => ({ key, configured: String(wanted[key]), found: String(found[key]) }))
    .filter(({ configured, found: there }) => configured !== there);
}
