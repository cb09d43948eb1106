import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server as HttpServer } from 'node:http';
import { connect, createServer as createTcpServer, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LiveUnderTest, startLive } from '../support/live-plane.ts';
import { memoryLog } from '../support/memory-log.ts';
import { textHeader } from '../support/proxy-headers.ts';
import { receive, writeInPieces } from '../support/raw-socket.ts';
import { until } from '../support/until.ts';
import { listenOnSocket, type SocketFolder, socketFolder } from '../support/socket-folder.ts';

const request = 'GET /a HTTP/1.1\r\nHost: shop.test\r\n\r\n';

let folder: SocketFolder;
const closers: (() => unknown)[] = [];

beforeEach(() => {
  folder = socketFolder();
});

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
  folder[Symbol.dispose]();
});

/** A primary on a Unix socket that answers with the request. */
async function primaryOn(path: string): Promise<HttpServer> {
  const server = createServer((asked, answer) => {
    const { host, 'x-forwarded-for': forwardedFor = 'none' } = asked.headers;
    answer.end(`${asked.method} ${asked.url} ${host} ${String(forwardedFor)}`);
  });
  closers.push(await listenOnSocket(server, path));
  return server;
}

async function parallaxOn(
  path: string,
  overrides: Record<string, unknown> = {},
  log = memoryLog().log,
): Promise<LiveUnderTest> {
  const primary = folder.path('primary.sock');
  const config = { listen: `unix:${path}`, ...overrides };
  const live = await startLive(`unix:${primary}`, config, log);
  closers.push(() => live.drain(0));
  return live;
}

/** The answer to a request on a connection of its own. */
async function ask(socket: Socket, ...pieces: readonly string[]): Promise<string> {
  socket.on('error', () => undefined);
  const received = receive(socket);
  await once(socket, 'connect');
  await writeInPieces(
    socket,
    pieces.map((piece) => Buffer.from(piece)),
  );
  return (await received).bytes;
}

function bodyOf(answer: string): string {
  return answer.split('\r\n\r\n')[1] ?? '';
}

describe('Parallax between Unix sockets', () => {
  it('relays requests and answers, and records them', async () => {
    await primaryOn(folder.path('primary.sock'));
    const live = await parallaxOn(folder.path('parallax.sock'));
    const answer = await ask(connect(folder.path('parallax.sock')), request);
    expect(bodyOf(answer)).toBe('GET /a shop.test none');
    await live.drain(1000);
    expect(live.exchanges.map(({ leftOut }) => leftOut)).toEqual([null]);
  });

  it('keeps half-closed connections and pipelined requests intact', async () => {
    await primaryOn(folder.path('primary.sock'));
    await parallaxOn(folder.path('parallax.sock'));
    const answer = await ask(connect(folder.path('parallax.sock')), request, request, request);
    expect(answer.match(/HTTP\/1\.1 200/g)).toHaveLength(3);
  });

  it('sends localhost as Host with hostHeader: upstream', async () => {
    await primaryOn(folder.path('primary.sock'));
    const primary = { url: `unix:${folder.path('primary.sock')}`, hostHeader: 'upstream' };
    await parallaxOn(folder.path('parallax.sock'), { primary });
    const answer = await ask(connect(folder.path('parallax.sock')), request);
    expect(bodyOf(answer)).toBe('GET /a localhost none');
  });

  it('appends unknown to X-Forwarded-For, because a client on a socket has no address', async () => {
    await primaryOn(folder.path('primary.sock'));
    await parallaxOn(folder.path('parallax.sock'), { forwarded: true });
    const answer = await ask(connect(folder.path('parallax.sock')), request);
    expect(bodyOf(answer)).toBe('GET /a shop.test unknown');
  });

  it("uses the client's address in a PROXY header", async () => {
    await primaryOn(folder.path('primary.sock'));
    await parallaxOn(folder.path('parallax.sock'), { forwarded: true, proxyProtocol: true });
    const header = textHeader({ family: 4, source: '192.0.2.7', target: '192.0.2.8' });
    const socket = connect(folder.path('parallax.sock'));
    const answer = await ask(socket, header.toString(), request);
    expect(bodyOf(answer)).toBe('GET /a shop.test 192.0.2.7');
  });

  it('ends the connection of a client if primary leaves inside an answer', async () => {
    const primary = createTcpServer((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf'));
    });
    closers.push(await listenOnSocket(primary, folder.path('primary.sock')));
    await parallaxOn(folder.path('parallax.sock'));
    const answer = await ask(connect(folder.path('parallax.sock')), request);
    expect(bodyOf(answer)).toBe('half');
  });

  it('survives a client that leaves inside an answer', async () => {
    const primary = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf'));
    });
    closers.push(await listenOnSocket(primary, folder.path('primary.sock')));
    const live = await parallaxOn(folder.path('parallax.sock'));
    const left = once(primary, 'connection').then(([socket]) => once(socket as Socket, 'close'));
    const client = connect(folder.path('parallax.sock'));
    client.write(request);
    await once(client, 'data');
    client.destroy();
    await left;
    await until(() => live.exchanges.length > 0);
    expect(live.exchanges.map(({ leftOut }) => leftOut)).toEqual(['aborted']);
  });

  it('refuses a client at the limit of connections', async () => {
    await primaryOn(folder.path('primary.sock'));
    const live = await parallaxOn(folder.path('parallax.sock'), { limits: { connections: 1 } });
    const busy = connect(folder.path('parallax.sock'));
    closers.push(() => busy.destroy());
    busy.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n');
    await once(busy, 'connect');
    const waiting = connect(folder.path('parallax.sock'));
    waiting.on('error', () => undefined);
    await once(waiting.resume(), 'close');
    expect(live.report().turnedAway).toEqual({ connection_limit: 1 });
  });
});

describe('a primary whose Unix socket cannot be connected to', () => {
  it.each([
    ['does not exist', () => undefined, 'unix:ENOENT', { refused: 1 }],
    ['is left over from a dead process', leaveSocket, 'ECONNREFUSED', { refused: 1 }],
    [
      'is an ordinary file',
      (path: string) => writeFileSync(path, ''),
      'ECONNREFUSED',
      { refused: 1 },
    ],
  ])('results in a 502 and an outage of primary: it %s', async (_, prepare, code, faults) => {
    prepare(folder.path('primary.sock'));
    const live = await parallaxOn(folder.path('parallax.sock'));
    const answer = await ask(connect(folder.path('parallax.sock')), request);
    const { detail } = JSON.parse(bodyOf(answer)) as { detail: string };
    const { connectFaults, ownLimits } = live.report();
    expect([answer.slice(9, 12), detail]).toEqual(['502', `primary cannot be reached (${code})`]);
    expect([connectFaults, ownLimits]).toEqual([faults, {}]);
  });

  it('is used again once the socket exists', async () => {
    await parallaxOn(folder.path('parallax.sock'));
    await ask(connect(folder.path('parallax.sock')), request);
    await primaryOn(folder.path('primary.sock'));
    const answer = await ask(connect(folder.path('parallax.sock')), request);
    expect(bodyOf(answer)).toBe('GET /a shop.test none');
  });
});

/** Leaves the file of a socket without a listener. */
function leaveSocket(path: string): void {
  const script = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 9))`;
  spawnSync(process.execPath, ['-e', script]);
}

describe('the file of a Unix socket', () => {
  it('is accessible to owner and group alone, with any umask', async () => {
    const umask = process.umask(0);
    try {
      await parallaxOn(folder.path('parallax.sock'));
      expect(statSync(folder.path('parallax.sock')).mode & 0o777).toBe(0o660);
      expect(process.umask()).toBe(0);
    } finally {
      process.umask(umask);
    }
  });

  it('is removed at a stop', async () => {
    const live = await parallaxOn(folder.path('parallax.sock'));
    expect(existsSync(folder.path('parallax.sock'))).toBe(true);
    await live.drain(0);
    expect(existsSync(folder.path('parallax.sock'))).toBe(false);
  });

  it('is not removed at a stop if another file has its path', async () => {
    const live = await parallaxOn(folder.path('parallax.sock'));
    rmSync(folder.path('parallax.sock'));
    writeFileSync(folder.path('parallax.sock'), 'notes');
    await live.drain(0);
    expect(readFileSync(folder.path('parallax.sock'), 'utf8')).toBe('notes');
  });

  it('may be missing at a stop', async () => {
    const live = await parallaxOn(folder.path('parallax.sock'));
    rmSync(folder.path('parallax.sock'));
    await live.drain(0);
    expect(existsSync(folder.path('parallax.sock'))).toBe(false);
  });

  it('continues to serve for another Parallax that took its path', async () => {
    await primaryOn(folder.path('primary.sock'));
    const live = await parallaxOn(folder.path('parallax.sock'));
    rmSync(folder.path('parallax.sock'));
    await parallaxOn(folder.path('parallax.sock'));
    await live.drain(0);
    expect(await ask(connect(folder.path('parallax.sock')), request)).toContain('200 OK');
  });

  it('is replaced if it is left over from a dead process', async () => {
    await primaryOn(folder.path('primary.sock'));
    leaveSocket(folder.path('parallax.sock'));
    expect(statSync(folder.path('parallax.sock')).isSocket()).toBe(true);
    await parallaxOn(folder.path('parallax.sock'));
    expect(await ask(connect(folder.path('parallax.sock')), request)).toContain('200 OK');
  });

  it('is not replaced if another program listens on it, and the log names it', async () => {
    const path = folder.path('other.sock');
    await primaryOn(path);
    await expect(parallaxOn(path)).rejects.toMatchObject({
      code: 'listen_failed',
      message: `cannot listen on unix:${path}: another program listens there`,
    });
    expect(await ask(connect(path), request)).toContain('200 OK');
  });

  it('is not replaced if it is not a socket', async () => {
    const path = folder.path('notes.txt');
    writeFileSync(path, 'notes');
    await expect(parallaxOn(path)).rejects.toThrow(
      `cannot listen on unix:${path}: the file is not a socket: remove it, or write another path`,
    );
    expect(readFileSync(path, 'utf8')).toBe('notes');
  });

  it('is not created in place of a symbolic link', async () => {
    leaveSocket(folder.path('old.sock'));
    symlinkSync(folder.path('old.sock'), folder.path('link.sock'));
    await expect(parallaxOn(folder.path('link.sock'))).rejects.toThrow('the file is not a socket');
    expect(statSync(folder.path('old.sock')).isSocket()).toBe(true);
  });

  it('needs an existing folder, which the error names', async () => {
    await expect(parallaxOn(folder.path('none/parallax.sock'))).rejects.toThrow(
      'its folder does not exist, or this user may not write to it (EACCES)',
    );
  });

  it('needs a folder above it that is not a file', async () => {
    writeFileSync(folder.path('file'), '');
    await expect(parallaxOn(folder.path('file/parallax.sock'))).rejects.toMatchObject({
      code: 'listen_failed',
    });
  });

  it.skipIf(process.getuid?.() === 0)('is not replaced if this user may not use it', async () => {
    await primaryOn(folder.path('other.sock'));
    chmodSync(folder.path('other.sock'), 0);
    await expect(parallaxOn(folder.path('other.sock'))).rejects.toThrow('unix:EACCES');
  });
});
