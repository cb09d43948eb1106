/**
 * A name may have several addresses, some of which do not answer, and others a moment later. Each connection looks
 * it up anew and tries its addresses until one answers.
 */
import dns from 'node:dns';
import { once } from 'node:events';
import { syncBuiltinESMExports } from 'node:module';
import { spawn } from 'node:child_process';
import { connect, createServer, type Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openUpstreamTls } from '../../src/wire/open-upstream-tls.ts';
import { codeOf } from '../../src/wire/own-limits.ts';
import { connectUpstream, parseUpstream } from '../../src/wire/upstream.ts';
import { startLive } from '../support/live-plane.ts';
import { memoryLog } from '../support/memory-log.ts';
import { converse, listen } from '../support/raw-socket.ts';
import { standStill } from '../support/stand-still.ts';
import { otherPair } from '../support/tls-folder.ts';
import { mirrorToUrl } from '../shadow/raw-candidate.ts';
import { answerOf } from '../shadow/shadow-under-test.ts';

/** The current answers of the resolver, and the number of requests. */
const resolver = { addresses: [] as string[], asked: 0, stallsOnceMs: 0 };
const realLookup = dns.lookup;

type Found = { address: string; family: number }[];
type Callback = (error: Error | null, found: Found) => void;

/** Stands for the resolver of the system, which a test cannot teach a name. */
function lookUpSeveral(host: string, options: { all: boolean }, callback: Callback): void {
  // The servers of the tests look their own addresses up.
  if (host !== 'several.test') return realLookup(host, options as { all: true }, callback);
  if (!options.all) throw new Error('only one address is asked for');
  resolver.asked += 1;
  const found = resolver.addresses.map((address) => {
    return { address, family: address.includes(':') ? 6 : 4 };
  });
  setImmediate(() => {
    callback(null, found);
    // The first connection is being opened now.
    standStill(resolver.stallsOnceMs);
    resolver.stallsOnceMs = 0;
  });
}

function lookUpBy(lookup: typeof dns.lookup): void {
  dns.lookup = lookup;
  syncBuiltinESMExports();
}

beforeAll(() => lookUpBy(lookUpSeveral as unknown as typeof dns.lookup));
afterAll(() => lookUpBy(realLookup));

afterEach(() => {
  resolver.asked = 0;
});

const deadFirst = ['127.0.0.2', '::1', '127.0.0.3', '127.0.0.1'];
const ca = new URL('../support/certificate/other-cert.pem', import.meta.url).pathname;

/** Answers each small request with its name, and keeps the connection. */
function namedServer(name: string): Server {
  const server = createServer((socket) => {
    onTestFinished(() => void socket.destroy());
    socket.on('error', () => undefined);
    socket.on('data', () => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${name.length}\r\n\r\n${name}`);
    });
  });
  onTestFinished(() => void server.close());
  return server;
}

/** Two servers with the same port at different addresses. */
async function twoServers(): Promise<{ port: number; first: Server }> {
  const first = namedServer('first');
  const port = await listen(first);
  const second = namedServer('second');
  await once(second.listen(port, '127.0.0.2'), 'listening');
  return { port, first };
}

function greet(socket: { end(text: string): unknown }): void {
  socket.end('hello');
}

describe('a host whose first addresses refuse', () => {
  it.each(['http', 'https'])('is connected to at the last address, over %s', async (scheme) => {
    const server =
      scheme === 'http' ? createServer(greet) : createTlsServer({ ...otherPair }, greet);
    const port = await listen(server);
    onTestFinished(() => void server.close());
    const tls = openUpstreamTls({
      part: 'primary',
      config: { ca, serverName: 'inside.test' },
      log: memoryLog().log,
      tally: null,
    });
    onTestFinished(() => tls?.close());
    resolver.addresses = deadFirst;
    let said = '';
    const upstream = parseUpstream(`${scheme}://several.test:${port}`, tls);
    const socket = connectUpstream(upstream, {
      onReady: () => undefined,
      onData: (chunk) => (said += chunk.toString()),
    });
    await once(socket, 'end');
    expect(said).toBe('hello');
  });

  it('refuses if all addresses do', async () => {
    const server = createServer();
    const port = await listen(server);
    server.close();
    resolver.addresses = deadFirst;
    const socket = connectUpstream(parseUpstream(`http://several.test:${port}`), {
      onReady: () => undefined,
      onData: () => undefined,
    });
    const [error] = (await once(socket, 'error')) as [Error];
    expect(codeOf(error)).toBe('ECONNREFUSED');
  });

  it('may be primary without an effect on clients', async () => {
    const port = await listen(namedServer('first'));
    resolver.addresses = deadFirst;
    const live = await startLive(`http://several.test:${port}`);
    onTestFinished(() => live.drain(0));
    const { bytes } = await ask(live.port);
    expect(bytes).toMatch(/200 OK[^]*first$/);
    expect(live.report().connectFaults).toEqual({});
  });

  it('may be the candidate, with a kept connection', async () => {
    const port = await listen(namedServer('first'));
    resolver.addresses = deadFirst;
    const shadow = mirrorToUrl(`http://several.test:${port}`);
    expect(answerOf(await shadow.mirror()).body).toBe('first');
    expect(answerOf(await shadow.mirror()).body).toBe('first');
    expect(resolver.asked).toBe(1);
  });

  it('may be the secondary', async () => {
    const port = await listen(namedServer('first'));
    resolver.addresses = deadFirst;
    const url = `http://several.test:${port}`;
    const shadow = mirrorToUrl(`http://127.0.0.1:${port}`, { secondary: { url, ownState: true } });
    await shadow.mirror();
    expect(shadow.pairs[0]?.secondary?.kind).toBe('answered');
  });
});

it.runIf(process.platform === 'linux')(
  'a host whose first address does not answer is connected to at the next address',
  async () => {
    const port = await listen(namedServer('first'));
    await startSilent(port, '127.0.0.2');
    resolver.addresses = ['127.0.0.2', '127.0.0.1'];
    const live = await startLive(`http://several.test:${port}`);
    onTestFinished(() => live.drain(0));
    expect((await ask(live.port)).bytes).toMatch(/first$/);
  },
);

/** A server in a process of its own that is blocked, with so many connections that the system takes no more. */
async function startSilent(port: number, host: string): Promise<void> {
  const script = `require('net').createServer().listen({ port: ${port}, host: '${host}', backlog: 1 }, () => {
    require('fs').writeSync(1, 'blocked');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  })`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  const crowd = Array.from({ length: 8 }, () => connect({ port, host }));
  onTestFinished(() => {
    for (const socket of crowd) socket.destroy();
  });
  for (const socket of crowd) socket.on('error', () => undefined);
  // The first two are taken; then the system is full.
  await Promise.race([once(crowd[0]!, 'connect'), once(crowd[1]!, 'connect')]);
}

describe('a host whose first address is connected to while the thread stands still', () => {
  const longerThanAnAttemptMs = 600;

  it('may be primary without an effect on clients', async () => {
    const port = await listen(namedServer('first'));
    resolver.addresses = ['127.0.0.1', '127.0.0.3'];
    const live = await startLive(`http://several.test:${port}`);
    onTestFinished(() => live.drain(0));
    resolver.stallsOnceMs = longerThanAnAttemptMs;
    const { bytes } = await ask(live.port);
    expect(bytes).toMatch(/200 OK[^]*first$/);
    expect(live.report().connectFaults).toEqual({});
  });

  it('may be the candidate', async () => {
    const port = await listen(namedServer('first'));
    resolver.addresses = ['127.0.0.1', '127.0.0.3'];
    const shadow = mirrorToUrl(`http://several.test:${port}`);
    resolver.stallsOnceMs = longerThanAnAttemptMs;
    expect(answerOf(await shadow.mirror()).body).toBe('first');
  });
});

it.runIf(process.platform === 'linux')(
  'a host of which one address does not answer and the others refuse is tried twice before the client gets a 502',
  async () => {
    const unused = createServer();
    const port = await listen(unused);
    unused.close();
    await startSilent(port, '127.0.0.2');
    resolver.addresses = ['127.0.0.2', '127.0.0.3'];
    const live = await startLive(`http://several.test:${port}`);
    onTestFinished(() => live.drain(0));
    expect((await ask(live.port)).bytes).toMatch(/ 502 /);
    expect(resolver.asked).toBe(2);
  },
);

describe('a host that gets another address', () => {
  it('leads new connections of clients to another primary, and leaves open ones as they are', async () => {
    const { port } = await twoServers();
    const live = await startLive(`http://several.test:${port}`);
    onTestFinished(() => live.drain(0));
    resolver.addresses = ['127.0.0.1'];
    expect((await ask(live.port)).bytes).toMatch(/first$/);
    resolver.addresses = ['127.0.0.2'];
    expect((await ask(live.port)).bytes).toMatch(/second$/);
    expect(resolver.asked).toBe(2);
  });

  it('leads new connections to another candidate once the kept one has closed', async () => {
    const { port, first } = await twoServers();
    const shadow = mirrorToUrl(`http://several.test:${port}`);
    const sockets: { destroy(): void }[] = [];
    first.on('connection', (socket) => sockets.push(socket));
    resolver.addresses = ['127.0.0.1'];
    expect(answerOf(await shadow.mirror()).body).toBe('first');
    resolver.addresses = ['127.0.0.2'];
    expect(answerOf(await shadow.mirror()).body).toBe('first');
    for (const socket of sockets) socket.destroy();
    first.close();
    expect(answerOf(await shadow.mirror()).body).toBe('second');
  });
});

/** One request on a connection of its own, which the answer leaves open. */
async function ask(port: number) {
  return converse(port, [Buffer.from('GET / HTTP/1.1\r\nHost: a\r\n\r\n')]);
}
