import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ensureStream } from '../../src/fleet/nats/ensure-stream.ts';
import { streamName, subjectOf } from '../../src/fleet/nats/subjects.ts';
import { encodeTapMessage } from '../../src/fleet/wire/tap-message.ts';
import { Holding } from '../../src/hub/holding.ts';
import { openPostgres, type Postgres } from '../../src/postgres/connect.ts';
import { addPartitions, beat, releaseLease, takeLease } from '../../src/postgres/leases.ts';
import { migrate } from '../../src/postgres/migrations.ts';
import { exchangeShape } from '../../src/vocabulary/exchange-shape.ts';
import { Batch, packable } from '../../src/vocabulary/packed-batch.ts';
import { exchangesFrom } from '../shadow/exchange-fixture.ts';
import { memoryLog } from '../support/memory-log.ts';
import { type NatsServer, natsServerProgram, startNatsServer } from '../support/nats-server.ts';
import { hasPostgres, startPostgres, type TestPostgres } from '../support/postgres.ts';
import { until } from '../support/until.ts';

const fleet = 'shop';
const stream = { name: fleet, streamBytesMax: 64 * 1024 * 1024 };

/** A message of one tap with one exchange, which ended at the time of the report, so that it waits for no other. */
function messageWith(sequence: number, partition = 0): Uint8Array {
  const now = performance.now();
  const times = { startedAt: now, sentAt: now, firstByteAt: now, endedAt: now };
  const record = packable(exchangeShape, exchangesFrom(sequence)({}, times));
  const batch = new Batch(new ArrayBuffer(record.packedBytes + 64));
  batch.append(record);
  return encodeTapMessage({
    tap: { instance: 'aaaaaaaa', host: 'pod-1', version: '1' },
    partition,
    batch: sequence,
    note: { completeTo: now + 50, wallOffsetMs: performance.timeOrigin, openWrites: [], shed: {} },
    records: 1,
    packed: new Uint8Array(batch.buffer, 0, batch.usedBytes),
  });
}

describe.runIf(hasPostgres && natsServerProgram !== null)('the stream of a partition', () => {
  let server: TestPostgres;
  let nats: NatsServer;
  let postgres: Postgres;
  let connection: NatsConnection;

  beforeAll(async () => {
    [server, nats] = await Promise.all([startPostgres(), startNatsServer()]);
    postgres = openPostgres(await server.createDatabase(), memoryLog().log);
    connection = await connect({ servers: nats.url });
    await migrate(postgres);
    await addPartitions(postgres, 2);
    await ensureStream(connection, stream);
  });
  afterAll(async () => {
    await Promise.all([postgres.close(), connection.close()]);
    await Promise.all([server[Symbol.asyncDispose](), nats[Symbol.asyncDispose]()]);
  });

  const publish = (sequence: number, partition = 0) =>
    jetstream(connection).publish(subjectOf(fleet, partition), messageWith(sequence, partition));

  async function hold(partition = 0, begin: () => Promise<void> = async () => undefined) {
    const delivered: number[] = [];
    const state = { isOtherStream: false };
    const { leases } = await beat(postgres, { hub: 'one', host: 'test', version: '1' }, true);
    const lease = await takeLease(postgres, 'one', leases[partition]!);
    const holding = new Holding({
      lease: lease!,
      tenure: 1,
      fleet,
      postgres,
      connection: () => connection,
      order: { clockSkewMs: 10, reorderMs: 10 },
      heldBytesMax: 1_000_000,
      keptBytesMax: 64 * 1024 * 1024,
      laneOf: async () => 0,
      begin,
      mayClaim: () => true,
      deliver: ({ sequence }) => delivered.push(sequence) > 0,
      onMessage: () => undefined,
      onUnreadable: () => undefined,
      onTapSilent: () => undefined,
      onTapLost: () => undefined,
      onTakeover: () => undefined,
      onNotRecorded: () => undefined,
      onSendsNotRecorded: () => undefined,
      onGranted: () => undefined,
      onFenced: () => undefined,
      onOtherStream: () => (state.isOtherStream = true),
      log: memoryLog().log,
    });
    holding.start();
    onTestFinished(() => holding.end());
    return { lease: lease!, holding, delivered, state };
  }

  it('is read once the other planes have what the former owner saved, however often that fails', async () => {
    let attempts = 0;
    const { lease, holding, delivered } = await hold(0, async () => {
      attempts += 1;
      if (attempts <= 2) throw new Error('Connection terminated unexpectedly');
    });
    await publish(9);
    await until(() => delivered.length > 0);
    expect(attempts).toBe(3);
    await holding.finish(0, { onDelivered: () => undefined, onGivingUp: () => undefined });
    await releaseLease(postgres, lease);
    await jetstreamManager(connection).then((manager) => manager.streams.purge(streamName(fleet)));
  });

  it('is read from its start if it was created again while a hub held it', async () => {
    const first = await hold();
    for (const sequence of [1, 2, 3]) await publish(sequence);
    await until(() => first.delivered.length === 3);
    const manager = await jetstreamManager(connection);
    await manager.streams.delete(streamName(fleet));
    await ensureStream(connection, stream);
    await publish(4);
    await first.holding.tick();
    await until(() => first.state.isOtherStream);
    await first.holding.finish(0, { onDelivered: () => undefined, onGivingUp: () => undefined });
    await releaseLease(postgres, first.lease);
    const second = await hold();
    await until(() => second.delivered.length > 0);
    expect([first.delivered, second.delivered]).toEqual([[1, 2, 3], [4]]);
  });

  it('is read without a message that was settled before, and that a NATS without its id has stored again', async () => {
    const first = await hold(1);
    for (const sequence of [1, 2, 3]) await publish(sequence, 1);
    await until(() => first.delivered.length === 3);
    first.holding.committed({ tenure: 1, commit: 1, sequences: first.delivered });
    await first.holding.finish(0, { onDelivered: () => undefined, onGivingUp: () => undefined });
    for (const sequence of [2, 3, 4]) await publish(sequence, 1);
    const second = await hold(1);
    await until(() => second.delivered.includes(4));
    expect([first.delivered, second.delivered]).toEqual([[1, 2, 3], [4]]);
  });
});
