import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { Relay, type RelayOptions } from '../../src/live/relay.ts';
import { connectUpstream, parseUpstream } from '../../src/wire/upstream.ts';
import { listen, rawServer } from '../support/raw-socket.ts';

it("primary's answer is timed before the client is served", async () => {
  const primary = await rawServer((socket) => {
    socket.on('data', () => socket.write('x'));
  });
  const server = createServer();
  const far = connect(await listen(server), '127.0.0.1');
  const [client] = (await once(server, 'connection')) as [Socket];
  onTestFinished(() => {
    primary.close();
    server.close();
    far.destroy();
    client.destroy();
  });
  let writtenAt = Number.NaN;
  const write = client.write.bind(client);
  client.write = (chunk: Buffer) => {
    writtenAt = performance.now();
    return write(chunk);
  };
  const { promise: timedAt, resolve } = Promise.withResolvers<number>();
  const tap = {
    opaque: false,
    idle: false,
    request: () => [],
    primaryReady: () => undefined,
    response: (_: Buffer, now: number) => resolve(now),
    closed: () => undefined,
  };
  const relay = new Relay({
    client,
    connect: (events) => connectUpstream(parseUpstream(`http://127.0.0.1:${primary.port}`), events),
    connectTimeoutMs: 10_000,
    tap: tap as unknown as RelayOptions['tap'],
    editor: null,
    onUnreachable: () => undefined,
    onTapFault: () => undefined,
    onClose: () => undefined,
  });
  onTestFinished(() => relay.destroy());
  far.write('x');
  expect(await timedAt).toBeLessThanOrEqual(writtenAt);
});
