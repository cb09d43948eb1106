import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../test/support/free-port.ts';
import type { Fault, PrimaryExpectation } from './fault.ts';
import { type FaultyServer, startPlaying } from './faulty-server.ts';
import { soundAnswer } from './messages.ts';

const program = fileURLToPath(new URL('blocked-server.ts', import.meta.url));

/** An address without a server to stop. */
function placeAt(url: string): FaultyServer {
  return { url, [Symbol.asyncDispose]: () => Promise.resolve() };
}

interface BlockedServer {
  readonly port: number;
  readonly end: () => Promise<void>;
}

/** A server in a process of its own whose event loop is blocked, for ever or most of the time. */
async function startBlocked(mode: 'for-ever' | 'often'): Promise<BlockedServer> {
  const child: ChildProcessByStdio<null, Readable, null> = spawn(
    process.execPath,
    [program, mode],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  // A blocked process cannot notice that its parent is gone.
  process.once('exit', () => child.kill('SIGKILL'));
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return {
    port: Number(line.toString()),
    end: async () => {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** More connections than its queue takes, so that the kernel drops new ones. */
const queuedConnections = 8;

async function blackHole(): Promise<FaultyServer> {
  const { port, end } = await startBlocked('for-ever');
  const queued = Array.from({ length: queuedConnections }, (): Socket => {
    const socket = connect({ port, host: '127.0.0.1' });
    return socket.on('error', () => undefined);
  });
  await once(queued[0] as Socket, 'connect');
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of queued) socket.destroy();
      await end();
    },
  };
}

async function slowAccepts(): Promise<FaultyServer> {
  const { port, end } = await startBlocked('often');
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: end };
}

async function tlsGarbage(): Promise<FaultyServer> {
  const server = await startPlaying();
  server.play({
    onAccept: (socket) => socket.once('data', () => socket.end('this is no TLS\r\n')),
  });
  return {
    url: server.url.replace('http:', 'https:'),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const upMs = 60;
const downMs = 60;

/** Listens and stops in turn; when it stops, it closes its connections between two answers. */
async function flapping(): Promise<FaultyServer> {
  const port = await freePort();
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      socket.write(soundAnswer(chunk.toString('latin1').split(' ')[1] ?? ''));
    });
  });
  // Another program may have taken the port meanwhile: then it stays down until the next time.
  server.on('error', () => undefined);
  let timer: NodeJS.Timeout | undefined;
  const up = (): void => {
    server.listen(port, '127.0.0.1');
    timer = setTimeout(down, upMs);
  };
  const down = (): void => {
    server.close();
    for (const socket of sockets) socket.end();
    timer = setTimeout(up, downMs);
  };
  up();
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      clearTimeout(timer);
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function unreachable(
  name: string,
  start: () => Promise<FaultyServer>,
  options: { mayMatch?: boolean; expect?: PrimaryExpectation } = {},
): Fault {
  const { mayMatch = false, expect = 'bad gateway' } = options;
  return {
    name,
    how: start,
    asCandidate: { mayMatch },
    asPrimary: {
      expect,
      soundFirst: false,
      bytesMax: 2 ** 28,
      quietMs: 10_000,
      requestsMax: Number.POSITIVE_INFINITY,
    },
  };
}

/** Servers that cannot be connected to, or not always. */
export const unreachableServers: readonly Fault[] = [
  unreachable('refuses connections', async () => placeAt(`http://127.0.0.1:${await freePort()}`)),
  unreachable('a name that does not resolve', async () => placeAt('http://nowhere.invalid:8080')),
  unreachable('a connection that never comes about', blackHole),
  unreachable('garbage in place of TLS', tlsGarbage),
  unreachable('slow to accept', slowAccepts, { mayMatch: true, expect: 'whole answers' }),
  unreachable('comes and goes', flapping, { mayMatch: true, expect: 'whole answers' }),
];
