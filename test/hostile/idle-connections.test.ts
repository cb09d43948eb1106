/**
 * A client opens connections and sends nothing, or a byte a minute of a head that never ends, until it holds all that
 * Parallax may serve at once. So the time for a head is bounded, and unused connections make room.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as secureOver } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { type LiveUnderTest, startLive } from '../support/live-plane.ts';
import { rawServer, receive } from '../support/raw-socket.ts';
import { until } from '../support/until.ts';

const cert = fileURLToPath(new URL('../support/certificate/cert.pem', import.meta.url));
const key = fileURLToPath(new URL('../support/certificate/key.pem', import.meta.url));

const get = 'GET /a HTTP/1.1\r\nHost: a\r\n\r\n';
const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A live plane whose primary answers each request except those for `/slow`. */
async function started(
  limits: Record<string, unknown>,
  overrides: Record<string, unknown> = {},
): Promise<LiveUnderTest> {
  const primary = await rawServer((socket) => {
    socket.on('data', (data) => {
      if (data.includes('\r\n\r\n') && !data.includes('/slow')) socket.write(ok);
    });
    socket.on('end', () => socket.end());
  });
  const live = await startLive(`http://127.0.0.1:${primary.port}`, { ...overrides, limits });
  closers.push(primary.close, () => live.drain(0));
  return live;
}

interface Client {
  readonly socket: Socket;
  readonly got: () => string;
  readonly ended: Promise<'end' | 'reset'>;
}

async function connectTo(live: LiveUnderTest, text = ''): Promise<Client> {
  const socket = connect({ port: live.port, host: '127.0.0.1' });
  closers.push(() => socket.destroy());
  let got = '';
  socket.on('data', (data) => (got += data.toString('latin1')));
  const ended = receive(socket).then((received) => received.ended);
  await once(socket, 'connect');
  if (text !== '') socket.write(text);
  return { socket, got: () => got, ended };
}

describe('after limits.headTimeoutMs', () => {
  const limits = { headTimeoutMs: 100 };

  it('a connection that sends nothing is closed', async () => {
    const live = await started(limits);
    expect(await (await connectTo(live)).ended).toBe('end');
    expect(live.report().turnedAway).toEqual({ head_timeout: 1 });
  });

  it.each([
    ['', {}],
    [' where heads are edited', { forwarded: true }],
  ])('an incomplete head is refused%s, however often a byte arrives', async (_, overrides) => {
    const live = await started(limits, overrides);
    const client = await connectTo(live, 'GET /a HTTP/1.1\r\nX: ');
    const timer = setInterval(() => client.socket.write('x'), 10);
    closers.push(() => clearInterval(timer));
    await client.ended;
    expect(client.got()).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
  });

  it('an incomplete second head is refused, and the answer before it is complete', async () => {
    const live = await started(limits);
    const client = await connectTo(live, `${get}GET /b`);
    await client.ended;
    expect(client.got().startsWith(`${ok}HTTP/1.1 408 `)).toBe(true);
  });

  it('an incomplete TLS handshake is broken off', async () => {
    const live = await started(limits, { tls: { cert, key } });
    expect(['end', 'reset']).toContain(await (await connectTo(live)).ended);
    await until(() => (live.report().turnedAway.head_timeout ?? 0) === 1);
  });

  it('a slow answer and an idle connection are allowed', async () => {
    const live = await started(limits);
    const idle = await connectTo(live, get);
    const asking = await connectTo(live, get.replace('/a', '/slow'));
    const silent = await connectTo(live);
    await silent.ended;
    const later = await connectTo(live);
    await later.ended;
    idle.socket.write(get);
    await until(() => idle.got() === ok + ok);
    expect(asking.socket.readyState).toBe('open');
  });
});

describe('at limits.connections', () => {
  it.each([
    ['sent nothing', ''],
    ['is idle between two requests', get],
  ])('a connection that %s makes room for a new one', async (_, text) => {
    const live = await started({ connections: 2 });
    const busy = await connectTo(live, get.replace('/a', '/slow'));
    const spare = await connectTo(live, text);
    const next = await connectTo(live, get);
    await until(() => next.got() === ok);
    expect(await spare.ended).toBe('end');
    expect(busy.socket.readyState).toBe('open');
    expect(live.report().turnedAway).toEqual({ made_room: 1 });
  });

  it('over TLS, an incomplete handshake makes room for a new connection', async () => {
    const live = await started({ connections: 1 }, { tls: { cert, key } });
    const stuck = await connectTo(live);
    await connectTo(live);
    expect(['end', 'reset']).toContain(await stuck.ended);
    expect(live.report().turnedAway).toEqual({ made_room: 1 });
  });

  it('over TLS, a slow handshake leaves time for the first request', async () => {
    const live = await started({ connections: 1 }, { tls: { cert, key } });
    const { socket } = await connectTo(live);
    const openedAt = performance.now();
    await until(() => performance.now() - openedAt > 300);
    const secure = secureOver({ socket, rejectUnauthorized: false, maxVersion: 'TLSv1.2' });
    let got = '';
    secure.on('data', (data) => (got += data.toString('latin1'))).on('error', () => undefined);
    await once(secure, 'secureConnect');
    await connectTo(live);
    // Room is made within two turns.
    for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
    secure.write(get);
    await until(() => got === ok);
  });

  it('a new connection is refused and counted if all others are in use', async () => {
    const live = await started({ connections: 2 });
    const busy = [
      await connectTo(live, get.replace('/a', '/slow')),
      await connectTo(live, get.replace('/a', '/slow')),
    ];
    await until(() => live.report().gauges.connections === 2);
    const next = await connectTo(live, get);
    expect(await next.ended).toBe('reset');
    expect(busy.map(({ socket }) => socket.readyState)).toEqual(['open', 'open']);
    expect(live.report().turnedAway).toEqual({ connection_limit: 1 });
  });

  it('a new connection is accepted if another one closes meanwhile', async () => {
    const live = await started({ connections: 1 });
    const busy = await connectTo(live, get.replace('/a', '/slow'));
    await until(() => live.report().gauges.connections === 1);
    const next = await connectTo(live, get);
    busy.socket.destroy();
    await until(() => next.got() === ok);
    expect(live.report().turnedAway).toEqual({});
  });
});
