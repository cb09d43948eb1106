/**
 * Primary dies half-way through an answer, whose end only the end of the connection shows. If the client saw the
 * connection end in good order, it would take half a file for the whole. So a reset stays a reset, whether Parallax
 * understands the answer or not, and behind TLS there is no `close_notify`.
 */
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { type LiveUnderTest, startLive } from '../support/live-plane.ts';
import { rawServer, receive } from '../support/raw-socket.ts';
import { until } from '../support/until.ts';

const cert = fileURLToPath(new URL('../support/certificate/cert.pem', import.meta.url));
const key = fileURLToPath(new URL('../support/certificate/key.pem', import.meta.url));

const upgrade = 'Upgrade: websocket\r\n';
const answers: readonly (readonly [string, string, string])[] = [
  ['without a length', '', 'HTTP/1.1 200 OK\r\n\r\nhalf'],
  ['with a length', '', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf'],
  ['with bare line feeds', '', 'HTTP/1.1 200 OK\n\nhalf'],
  ['with a length and bare line feeds', '', 'HTTP/1.1 200 OK\nContent-Length: 100\n\nhalf'],
  ['with an unknown coding', '', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nhalf'],
  ['of HTTP/1.0', '', 'HTTP/1.0 200 OK\r\n\r\nhalf'],
  ['with a head above the limit', '', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(70_000)}\r\n\r\nhalf`],
  ['that is not HTTP', '', 'half'],
  ['that switches protocols', upgrade, `HTTP/1.1 101 Switching Protocols\r\n${upgrade}\r\nhalf`],
];

const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function behind(
  answer: string,
  overrides: Record<string, unknown>,
): Promise<{ live: LiveUnderTest; breakOff: () => void }> {
  const sockets: Socket[] = [];
  const primary = await rawServer((socket) => {
    sockets.push(socket);
    socket.once('data', () => socket.write(answer, 'latin1'));
  });
  const live = await startLive(`http://127.0.0.1:${primary.port}`, overrides);
  closers.push(primary.close, () => live.drain(0));
  return { live, breakOff: () => sockets[0]!.resetAndDestroy() };
}

describe.each([
  ['in the clear', false, {}],
  ['over TLS', true, { tls: { cert, key } }],
  ['where heads are edited', false, { forwarded: true }],
])('a client %s', (_, secure, overrides) => {
  it.each(answers)('detects an answer that is broken off: %s', async (__, field, answer) => {
    const { live, breakOff } = await behind(answer, overrides);
    const client = secure
      ? connectTls({ port: live.port, host: '127.0.0.1', ca: readFileSync(cert) })
      : connect({ port: live.port, host: '127.0.0.1' });
    closers.push(() => client.destroy());
    let got = '';
    client.on('data', (data) => (got += data.toString('latin1')));
    const received = receive(client);
    client.write(`GET / HTTP/1.1\r\nHost: a\r\n${field}\r\n`);
    await until(() => got === answer);
    breakOff();
    expect((await received).ended).toBe('reset');
  });
});
