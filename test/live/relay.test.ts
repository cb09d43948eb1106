import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { type LiveUnderTest, startLive } from '../support/live-plane.ts';
import { converse, rawServer, receive } from '../support/raw-socket.ts';
import { standStill } from '../support/stand-still.ts';
import { until } from '../support/until.ts';

const get = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
const ok = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function behind(
  onConnection: (socket: Socket) => void,
  overrides: Record<string, unknown> = {},
): Promise<LiveUnderTest> {
  const primary = await rawServer(onConnection);
  const live = await startLive(`http://127.0.0.1:${primary.port}`, overrides);
  closers.push(primary.close, () => live.drain(0));
  return live;
}

async function connectTo(live: LiveUnderTest): Promise<Socket> {
  const client = connect({ port: live.port, host: '127.0.0.1', allowHalfOpen: true });
  client.on('error', () => undefined);
  closers.push(() => client.destroy());
  await once(client, 'connect');
  return client;
}

describe('a connection of a client', () => {
  it('leads to no connection to primary before the first byte', async () => {
    let opened = 0;
    const live = await behind(() => (opened += 1));
    const client = await connectTo(live);
    client.end();
    await once(client.resume(), 'end');
    expect(opened).toBe(0);
  });

  it('stays open for answers after the client has ended its side', async () => {
    const live = await behind((socket) => {
      socket.resume().on('end', () => socket.end(ok));
    });
    expect(await converse(live.port, [Buffer.from(get)])).toEqual({ bytes: ok, ended: 'end' });
  });

  it('stays open for requests after primary has ended its side', async () => {
    let asked = '';
    const live = await behind((socket) => {
      socket.setEncoding('latin1').on('data', (chunk: string) => (asked += chunk));
      socket.end(ok);
    });
    const client = await connectTo(live);
    client.write(get);
    await once(client.resume(), 'end');
    client.end('more');
    await until(() => asked === `${get}more`);
  });

  it('is reset if primary resets it inside a response', async () => {
    const live = await behind((socket) => {
      socket.once('data', () =>
        socket.write('HTTP/1.1 200 OK\r\n\r\nhalf', () => socket.resetAndDestroy()),
      );
    });
    const client = await connectTo(live);
    const received = receive(client);
    client.write(get);
    expect((await received).ended).toBe('reset');
  });

  it('ends with FIN if primary resets it after a complete response', async () => {
    const live = await behind((socket) => {
      socket.once('data', () => socket.write(ok, () => socket.resetAndDestroy()));
    });
    const client = await connectTo(live);
    const received = receive(client);
    client.write(get);
    expect(await received).toEqual({ bytes: ok, ended: 'end' });
  });

  it("is reset on primary's side if the client resets it", async () => {
    const ends: string[] = [];
    let asked = false;
    const live = await behind((socket) => {
      socket.on('error', (error: NodeJS.ErrnoException) => ends.push(error.code ?? ''));
      socket.on('data', () => (asked = true));
    });
    const client = await connectTo(live);
    client.write(get);
    await until(() => asked);
    client.resetAndDestroy();
    await until(() => ends.length === 1);
    expect(ends).toEqual(['ECONNRESET']);
  });

  it('stops reading from primary while the client does not read', async () => {
    const body = Buffer.alloc(64 * 1024);
    let written = 0;
    let waited = false;
    const live = await behind((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      const write = (): void => {
        while (written < 256 * 1024 * 1024) {
          written += body.length;
          if (!socket.write(body)) return;
        }
      };
      socket.on('drain', write);
      write();
      const seen = { written: -1 };
      const timer = setInterval(() => {
        waited ||= seen.written === written;
        seen.written = written;
      }, 100);
      closers.push(() => clearInterval(timer));
    });
    const client = await connectTo(live);
    client.pause();
    client.write(get);
    await until(() => waited);
    expect(written).toBeLessThan(64 * 1024 * 1024);
  });

  it('is closed after the idle timeout', async () => {
    const live = await behind((socket) => socket.resume(), { limits: { idleTimeoutMs: 50 } });
    const client = await connectTo(live);
    client.write(get);
    expect((await receive(client)).ended).toBe('reset');
  });

  it('gets an answer that came while the thread stood still for longer than the idle timeout', async () => {
    const idleTimeoutMs = 200;
    const live = await behind(
      (socket) =>
        socket.once('data', () => {
          socket.end(ok);
          standStill(2 * idleTimeoutMs);
        }),
      { limits: { idleTimeoutMs } },
    );
    const client = await connectTo(live);
    client.write(get);
    expect(await receive(client)).toEqual({ bytes: ok, ended: 'end' });
  });
});

describe('a primary that cannot be reached', () => {
  it('gives the client a 502 with the reason', async () => {
    const port = await freePort();
    const live = await startLive(`http://127.0.0.1:${port}`);
    closers.push(() => live.drain(0));
    const { bytes } = await converse(live.port, [Buffer.from(get)]);
    const [head, body] = bytes.split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\nContent-Type: application\/problem\+json/);
    expect(JSON.parse(body!)).toMatchObject({ status: 502, title: 'Bad Gateway' });
  });

  it('gives no body for HEAD', async () => {
    const live = await startLive(`http://127.0.0.1:${await freePort()}`);
    closers.push(() => live.drain(0));
    const { bytes } = await converse(live.port, [Buffer.from(get.replace('GET', 'HEAD'))]);
    expect(bytes).toMatch(/^HTTP\/1\.1 502 [^]*\r\n\r\n$/);
  });

  it('gives no answer to bytes that are not HTTP', async () => {
    const live = await startLive(`http://127.0.0.1:${await freePort()}`);
    closers.push(() => live.drain(0));
    expect((await converse(live.port, [Buffer.from('\x16\x03\x01', 'latin1')])).bytes).toBe('');
  });
});

describe('a drain of the relay', () => {
  it('closes idle connections, and lets a running exchange finish', async () => {
    let answer: (() => void) | null = null;
    const live = await behind((socket) => {
      socket.once('data', () => {
        answer = () => socket.write(ok);
      });
      socket.on('end', () => socket.end());
    });
    const idle = await connectTo(live);
    const busy = await connectTo(live);
    busy.write(get);
    const received = receive(busy);
    await until(() => answer !== null && live.report().gauges.connections === 2);
    const drained = live.drain(60_000);
    idle.end();
    await once(idle.resume(), 'end');
    answer!();
    const last = ok.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n');
    expect(await received).toEqual({ bytes: last, ended: 'end' });
    busy.end();
    await drained;
  });

  it('breaks off unfinished exchanges at the deadline', async () => {
    let asked = false;
    const live = await behind((socket) => socket.on('data', () => (asked = true)));
    const client = await connectTo(live);
    client.write(get);
    const received = receive(client);
    await until(() => asked);
    await live.drain(1);
    expect((await received).ended).toBe('reset');
  });

  it('passes on an answer that came while the thread stood still past the deadline', async () => {
    const deadlineMs = 200;
    const draining: Promise<void>[] = [];
    const live = await behind((socket) =>
      socket.once('data', () => {
        draining.push(live.drain(deadlineMs));
        socket.write(ok);
        standStill(2 * deadlineMs);
      }),
    );
    const client = await connectTo(live);
    client.write(get);
    const { bytes } = await receive(client);
    expect(bytes).toBe(ok.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'));
    await Promise.all(draining);
  });
});
