import { jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addHubSubjects, ensureStream } from '../../src/fleet/nats/ensure-stream.ts';
import { answersSubjectOf, streamName, subjectOf } from '../../src/fleet/nats/subjects.ts';
import { AnswerRecorder } from '../../src/hub/answer-recorder.ts';
import { readFormerAnswers } from '../../src/hub/recorded-answers.ts';
import { Batch, packable } from '../../src/vocabulary/packed-batch.ts';
import { recordedAnswerShape } from '../../src/vocabulary/recorded-answer-shape.ts';
import { type NatsServer, natsServerProgram, startNatsServer } from '../support/nats-server.ts';

/** A batch with one answer, whose body has so many bytes. */
function batchOf(sequence: number, bodyBytes = 10) {
  const leg = {
    kind: 'answered' as const,
    response: { head: Buffer.from('HTTP/1.1 200 OK\r\n\r\n'), body: new Uint8Array(bodyBytes) },
    firstByteMs: 1,
    totalMs: 1,
    firstPayloadMs: 1,
    largestGapMs: null,
    askedAtMs: 1,
    answeredAtMs: 2,
  };
  const packed = packable(recordedAnswerShape, { sequence, candidate: leg, secondary: null });
  const batch = new Batch(new ArrayBuffer(packed.packedBytes));
  batch.append(packed);
  return { tenure: 1, sequences: [sequence], packed: new Uint8Array(batch.buffer) };
}

describe.runIf(natsServerProgram !== null)('recorded answers in the stream', () => {
  let nats: NatsServer;
  let connection: NatsConnection;
  const stream = { fleet: 'shop', partition: 2 };

  beforeAll(async () => {
    nats = await startNatsServer();
    connection = await connect({ servers: nats.url });
    const manager = await jetstreamManager(connection);
    // The stream as an earlier version creates it.
    await manager.streams.add({ name: streamName('shop'), subjects: [subjectOf('shop', '*')] });
    const fleet = { name: 'shop', streamBytesMax: -1 };
    const found = await ensureStream(connection, fleet);
    await addHubSubjects(connection, fleet, found);
  });
  afterAll(async () => {
    await connection.close();
    await nats[Symbol.asyncDispose]();
  });

  function recorder(isConnected = true) {
    const lost = { answers: 0 };
    const recorded = new AnswerRecorder(
      {
        hub: '00c0ffee',
        stream,
        connection: () => (isConnected ? connection : null),
        onNotRecorded: (answers) => (lost.answers += answers),
      },
      { streamSequence: 0, neededTo: 0 },
    );
    return { recorded, lost };
  }
  const kept = async () => [...(await readFormerAnswers(connection, stream)).answers.keys()];

  it('are available to the next owner until their exchanges are settled', async () => {
    const { recorded } = recorder();
    recorded.record(batchOf(5), 10);
    recorded.record(batchOf(6), 20);
    await expect.poll(async () => (await kept()).length).toBe(2);
    await recorded.purge(connection, 9);
    expect(await kept()).toEqual([5, 6]);
    await recorded.purge(connection, 10);
    expect(await kept()).toEqual([6]);
    await recorded.purge(connection, 20);
    expect(await kept()).toEqual([]);
  });

  it('are lost and counted if NATS is down or they are too large', () => {
    const away = recorder(false);
    away.recorded.record(batchOf(7), 30);
    const large = recorder();
    large.recorded.record(batchOf(8, 2 * 1024 * 1024), 30);
    expect([away.lost.answers, large.lost.answers]).toEqual([1, 1]);
  });

  it('are counted as unreadable if another version or another program has written them', async () => {
    connection.publish(answersSubjectOf('shop', 2), 'PLXANSWR and so on');
    await connection.flush();
    const { answers, unreadable } = await readFormerAnswers(connection, stream);
    expect([answers.size, unreadable]).toEqual([0, 1]);
  });
});
