import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** What a peer got back on one connection, and how the connection ended. */
export interface Received {
  readonly bytes: string;
  readonly ended: 'end' | 'reset';
}

/**
 * Writes the pieces one after the other, each in a segment of its own, then ends its side.
 *
 * @param to a port of this machine, or the path of a Unix socket
 */
export async function converse(to: number | string, pieces: readonly Buffer[]): Promise<Received> {
  const place = typeof to === 'number' ? { port: to, host: '127.0.0.1' } : { path: to };
  const socket = connect({ ...place, allowHalfOpen: true, noDelay: true });
  const received = receive(socket);
  await once(socket, 'connect');
  await writeInPieces(socket, pieces);
  try {
    return await received;
  } finally {
    socket.destroy();
  }
}

/** Collects received bytes until the peer ends or resets the connection. */
export function receive(socket: Socket): Promise<Received> {
  const chunks: Buffer[] = [];
  const { promise, resolve } = Promise.withResolvers<Received>();
  const finish = (ended: Received['ended']): void => {
    resolve({ bytes: Buffer.concat(chunks).toString('latin1'), ended });
  };
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('end', () => finish('end'));
  socket.on('error', () => finish('reset'));
  return promise;
}

/** The event loop turns between the pieces, so that they are read apart more often than not. */
export async function writeInPieces(socket: Socket, pieces: readonly Buffer[]): Promise<void> {
  for (const piece of pieces) {
    if (socket.destroyed) return;
    if (piece.length > 0) socket.write(piece);
    await new Promise(setImmediate);
  }
  socket.end();
}

export async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/**
 * A server that handles each connection as the test requires.
 *
 * @param path of the Unix socket that it listens on, in place of a port
 */
export async function rawServer(
  onConnection: (socket: Socket) => void,
  path: string | null = null,
): Promise<{ port: number; close: () => void }> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    onConnection(socket);
  });
  if (path !== null) await once(server.listen(path), 'listening');
  const port = path === null ? await listen(server) : 0;
  return {
    port,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
