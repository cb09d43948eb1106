import type { Socket } from 'node:net';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ensureStream } from '../../src/fleet/nats/ensure-stream.ts';
import { sentSubjectOf, streamName, subjectOf } from '../../src/fleet/nats/subjects.ts';
import { SentRecorder } from '../../src/hub/sent-recorder.ts';
import { readSent, recordSent, takeOverSent } from '../../src/hub/sent-records.ts';
import { type NatsServer, natsServerProgram, startNatsServer } from '../support/nats-server.ts';
import { rawServer } from '../support/raw-socket.ts';
import { until } from '../support/until.ts';

const fleet = 'shop';

const leaseOf = (owner: string, partition: number, term: number) => ({ owner, partition, term });

describe.runIf(natsServerProgram !== null)('writes that the owner of a partition sends', () => {
  let nats: NatsServer;
  let connection: NatsConnection;
  let partitions = 0;

  beforeAll(async () => {
    nats = await startNatsServer();
    connection = await connect({ servers: nats.url });
    await ensureStream(connection, { name: fleet, streamBytesMax: -1 });
  });
  afterAll(async () => {
    await connection.close();
    await nats[Symbol.asyncDispose]();
  });

  /** An owner that has taken a partition over. */
  async function owner(
    lease: ReturnType<typeof leaseOf>,
    { isConnected = true, holdsLease = true } = {},
  ) {
    const former = await takeOverSent(connection, fleet, lease);
    const granted: number[] = [];
    const seen = { unrecorded: 0, notes: 0, fenced: 0 };
    const recorder = new SentRecorder(
      {
        lease,
        fleet,
        connection: () => (isConnected ? connection : null),
        noteUnrecorded: async () => {
          seen.notes += 1;
          return holdsLease;
        },
        onNotRecorded: (exchanges) => (seen.unrecorded += exchanges),
        onGranted: (sequences) => granted.push(...sequences),
        onFenced: () => (seen.fenced += 1),
      },
      former?.last ?? null,
      { streamSequence: former?.last ?? 0, neededTo: 0 },
    );
    onTestFinished(() => recorder.close());
    return { former, recorder, granted, seen };
  }

  it('are granted once the stream has recorded them for the next owner', async () => {
    const partition = (partitions += 1);
    const first = await owner(leaseOf('aaaaaaaa', partition, 1));
    for (const sequence of [11, 12, 13]) first.recorder.ask([sequence], 1);
    await until(() => first.granted.length > 0);
    const recorded = (await readSent(connection, fleet, partition)).sequences;
    expect([...recorded]).toEqual(expect.arrayContaining(first.granted));
    await until(() => first.granted.length === 3);
    const next = await owner(leaseOf('bbbbbbbb', partition, 2));
    expect([...(next.former?.sequences ?? [])]).toEqual([11, 12, 13]);
    expect([next.former?.isComplete, first.seen.notes]).toEqual([true, 0]);
  });

  it('are not granted to a former owner once the next one has read its records', async () => {
    const partition = (partitions += 1);
    const former = await owner(leaseOf('aaaaaaaa', partition, 1), { holdsLease: false });
    await owner(leaseOf('bbbbbbbb', partition, 2));
    former.recorder.ask([11], 1);
    await until(() => former.seen.fenced > 0);
    former.recorder.ask([12], 1);
    expect(former.granted).toEqual([]);
    expect((await readSent(connection, fleet, partition)).sequences.size).toBe(0);
  });

  it('are granted after a note in PostgreSQL while NATS is down', async () => {
    const { recorder, granted, seen } = await owner(leaseOf('aaaaaaaa', (partitions += 1), 1), {
      isConnected: false,
    });
    recorder.ask([11, 12], 1);
    await until(() => granted.length === 2);
    expect(seen).toEqual({ unrecorded: 2, notes: 1, fenced: 0 });
  });

  it('are granted after a note in PostgreSQL if an acknowledgement was lost', async () => {
    const lease = leaseOf('aaaaaaaa', (partitions += 1), 1);
    const { former, recorder, granted, seen } = await owner(lease);
    const { partition, term } = lease;
    const lost = { hub: lease.owner, partition, term, sequences: [11] };
    await recordSent(connection, fleet, lost, former?.last ?? 0);
    recorder.ask([12], 1);
    await until(() => granted.length === 1);
    expect(seen).toEqual({ unrecorded: 1, notes: 1, fenced: 0 });
  });

  it('are forgotten once they are settled, except for the last record, which fences former owners', async () => {
    const partition = (partitions += 1);
    const { recorder, granted } = await owner(leaseOf('aaaaaaaa', partition, 1));
    for (const [at, sequence] of [11, 12, 13].entries()) {
      recorder.ask([sequence], at + 1);
      await until(() => granted.length === at + 1);
    }
    const kept = async () => [...(await readSent(connection, fleet, partition)).sequences];
    await recorder.purge(connection, 1);
    expect(await kept()).toEqual([12, 13]);
    await recorder.purge(connection, 9);
    expect(await kept()).toEqual([13]);
    recorder.ask([14], 10);
    await until(() => granted.length === 4);
    expect(await kept()).toEqual([13, 14]);
  });

  it('count as unknown if a record is unreadable', async () => {
    const partition = (partitions += 1);
    connection.publish(sentSubjectOf(fleet, partition), 'PLXSENT. and so on');
    await connection.flush();
    const { former } = await owner(leaseOf('aaaaaaaa', partition, 1));
    expect(former?.isComplete).toBe(false);
  });

  it('are readable after earlier records and many messages before the last one were removed', async () => {
    const partition = 0;
    // Its first block has nothing else.
    const fleet = 'other';
    await ensureStream(connection, { name: fleet, streamBytesMax: -1 });
    const lease = leaseOf('aaaaaaaa', partition, 1);
    const message = { hub: lease.owner, partition, term: 1, sequences: [1] };
    const first = await recordSent(connection, fleet, message, 0);
    await fillBlocks(subjectOf(fleet, partition));
    const last = await recordSent(connection, fleet, { ...message, sequences: [2] }, first);
    const manager = await jetstreamManager(connection);
    for (const filter of [subjectOf(fleet, partition), sentSubjectOf(fleet, partition)]) {
      await manager.streams.purge(streamName(fleet), { filter, seq: last });
    }
    expect(await readSent(connection, fleet, partition)).toEqual({
      sequences: new Set([2]),
      last,
      term: 1,
      isComplete: true,
    });
  });

  /** NATS stores messages in blocks of 8 MiB. */
  async function fillBlocks(subject: string): Promise<void> {
    const bytes = new Uint8Array(900_000);
    const stream = jetstream(connection);
    for (let count = 0; count < 20; count += 1) {
      await stream.publish(subject, bytes);
    }
  }
});

/**
 * A NATS server that answers no request by itself.
 *
 * @param onData gets all that a client has sent
 */
async function silentNats(
  onData: (received: string, socket: Socket) => void = () => undefined,
): Promise<NatsConnection> {
  const { port, close } = await rawServer((socket) => {
    let received = '';
    socket.write(
      `INFO ${JSON.stringify({ version: '2.10.0', headers: true, max_payload: 1 << 20 })}\r\n`,
    );
    socket.on('data', (bytes: Buffer) => {
      const text = bytes.toString('latin1');
      for (const _ of text.matchAll(/^PING\r$/gm)) socket.write('PONG\r\n');
      received += text;
      onData(received, socket);
    });
  });
  onTestFinished(close);
  const connection = await connect({ servers: `nats://127.0.0.1:${port}` });
  onTestFinished(() => connection.close());
  return connection;
}

/** @param last the last record; null if it must be read first */
function recorderOn(
  connection: NatsConnection,
  last: number | null,
  onGranted: () => void = () => undefined,
) {
  const granted: number[] = [];
  const seen = { unrecorded: 0 };
  const recorder = new SentRecorder(
    {
      lease: leaseOf('aaaaaaaa', 0, 1),
      fleet,
      connection: () => connection,
      noteUnrecorded: async () => true,
      onNotRecorded: (exchanges) => (seen.unrecorded += exchanges),
      onGranted(sequences) {
        onGranted();
        granted.push(...sequences);
      },
      onFenced: () => undefined,
    },
    last,
    { streamSequence: 0, neededTo: 0 },
  );
  onTestFinished(() => recorder.close());
  return { recorder, granted, seen };
}

it('exchanges are granted as recorded if the acknowledgement came while the hub hung', async () => {
  const state = { hasHung: false };
  const connection = await silentNats((received, socket) => {
    const [, inbox, sid] = /^SUB (\S+)\.\* (\d+)\r$/m.exec(received) ?? [];
    const [, reply] = /^HPUB \S+\.sent (\S+) .*\r$/m.exec(received) ?? [];
    if (state.hasHung || reply === undefined || inbox === undefined) return;
    state.hasHung = true;
    const answer = JSON.stringify({ stream: streamName(fleet), seq: 6 });
    socket.write(`MSG ${reply} ${sid} ${answer.length}\r\n${answer}\r\n`);
    // The hub runs on the same thread. It hangs for longer than it waits for a record.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_500);
  });
  const { recorder, granted, seen } = recorderOn(connection, 5);
  recorder.ask([11], 1);
  await until(() => granted.length === 1);
  expect([state.hasHung, seen]).toEqual([true, { unrecorded: 0 }]);
});

it('exchanges wait about a second for a NATS server that answers no request', async () => {
  let isOver = false;
  let isLate = true;
  const { recorder, granted } = recorderOn(await silentNats(), null, () => (isLate = isOver));
  // Timers of one thread fire in their order, however late it is.
  setTimeout(() => (isOver = true), 2_500);
  recorder.ask([11], 1);
  await until(() => granted.length === 1);
  expect(isLate).toBe(false);
});
