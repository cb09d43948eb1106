import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { expect, it, onTestFinished } from 'vitest';
import { Relay, type RelayBinding } from '../../src/live/relay.ts';
import type { Tap } from '../../src/live/tap.ts';
import { connectUpstream, parseUpstream } from '../../src/wire/upstream.ts';
import { listen, rawServer } from '../support/raw-socket.ts';

const bound = { connectTimeoutMs: 10_000, gateFor: () => null, onReachable: () => undefined };

/** A primary whose kernel accepts no bytes, like one that has answered a large upload without reading all of it. */
const full: RelayBinding = {
  ...bound,
  revision: 1,
  since: 1,
  onUnreachable: () => undefined,
  connect({ onReady }) {
    setImmediate(onReady);
    // A stream has all that is used of a socket, but for its timeout.
    return Object.assign(
      new Duplex({ writableHighWaterMark: 1, read: () => undefined, write: () => undefined }),
      {
        setTimeout: () => undefined,
      },
    ) as unknown as Socket;
  },
};

it('a client that waited for a full former primary is read again after the change', async () => {
  const primary = await rawServer((socket) => {
    socket.on('data', () => socket.write('next'));
  });
  const server = createServer();
  const far = connect(await listen(server), '127.0.0.1');
  const [client] = (await once(server, 'connection')) as [Socket];
  const tap = {
    opaque: false,
    idle: true,
    request: () => [],
    response: () => [],
    primaryReady: () => undefined,
    primaryReplaced: () => undefined,
    closed: () => undefined,
  };
  const relay = new Relay({
    client,
    clientAddress: '127.0.0.1',
    binding: full,
    tap: tap as unknown as Tap,
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
  });
  const paused = once(client, 'pause');
  far.write('the whole of a request');
  await paused;
  relay.turnTo({
    ...full,
    since: 2,
    connect: (events) => connectUpstream(parseUpstream(`http://127.0.0.1:${primary.port}`), events),
  });
  far.write('another request');
  expect(String(await once(far, 'data'))).toBe('next');
});
