import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { Relay } from '../../src/live/relay.ts';
import type { Tap } from '../../src/live/tap.ts';
import { connectUpstream, parseUpstream } from '../../src/wire/upstream.ts';
import { listen, rawServer } from '../support/raw-socket.ts';

/** A relay to a primary that answers each read, and what its tap sees. */
async function relayTo(
  tap: Partial<Record<keyof Tap, unknown>>,
  { connectTimeoutMs = 10_000 } = {},
): Promise<{ client: Socket; far: Socket; unreachable: readonly string[] }> {
  const primary = await rawServer((socket) => {
    socket.on('data', () => socket.write('x'));
  });
  const server = createServer();
  const far = connect(await listen(server), '127.0.0.1');
  const [client] = (await once(server, 'connection')) as [Socket];
  const unreachable: string[] = [];
  const deaf = { opaque: false, idle: false, request: () => [], ...silent };
  const relay = new Relay({
    client,
    clientAddress: '127.0.0.1',
    binding: {
      revision: 1,
      connect: (events) =>
        connectUpstream(parseUpstream(`http://127.0.0.1:${primary.port}`), events),
      connectTimeoutMs,
      since: 1,
      gateFor: () => null,
      onReachable: () => undefined,
      onUnreachable: (reason) => unreachable.push(reason),
    },
    tap: { ...deaf, ...tap } as unknown as Tap,
    onRefused: () => undefined,
    onBadGateway: () => undefined,
    onTapFault: () => undefined,
    onClose: () => undefined,
  });
  onTestFinished(() => {
    relay.destroy();
    primary.close();
    server.close();
    far.destroy();
    client.destroy();
  });
  return { client, far, unreachable };
}

const silent = { primaryReady: () => undefined, closed: () => undefined };

it('an answer of primary gets its time before the client gets the answer', async () => {
  const { promise: timedAt, resolve } = Promise.withResolvers<number>();
  const { client, far } = await relayTo({ response: (_: Buffer, now: number) => resolve(now) });
  let writtenAt = Number.NaN;
  const write = client.write.bind(client);
  client.write = (chunk: Buffer) => {
    writtenAt = performance.now();
    return write(chunk);
  };
  far.write('x');
  expect(await timedAt).toBeLessThanOrEqual(writtenAt);
});

it('a client is served if the connection to primary opened while this thread was busy', async () => {
  const { client, far, unreachable } = await relayTo(
    { response: () => undefined },
    { connectTimeoutMs: 20 },
  );
  client.once('data', () => {
    const busyUntil = performance.now() + 60;
    while (performance.now() < busyUntil);
  });
  far.write('x');
  const [answer] = (await once(far, 'data')) as [Buffer];
  expect([answer.toString(), unreachable]).toEqual(['x', []]);
});
