import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { noBytes } from '../vocabulary/no-bytes.ts';

/** A connection, or a substitute for one. */
export type Resettable = Duplex & {
  readonly connecting: boolean;
  resetAndDestroy(): unknown;
};

/** The TCP connections beneath TLS connections: only they can be reset. */
const carriers = new WeakMap<Resettable, Socket>();

export function noteCarrier(secure: Socket, carrier: Socket): void {
  carriers.set(secure, carrier);
}

/** Closes like a crash, so that the peer does not take a part for the whole. */
export function reset(socket: Resettable | null): void {
  if (socket === null || socket.destroyed) return;
  const tcp = carriers.get(socket) ?? socket;
  if (tcp.connecting || tcp instanceof TLSSocket) socket.destroy();
  else {
    try {
      tcp.resetAndDestroy();
    } catch {
      // Unix sockets cannot be reset.
      tcp.destroy();
    }
  }
}

/** Resets the connection after the bytes that were written to it: the peer would get these without Parallax, too. */
export function resetWhenFlushed(socket: Resettable): void {
  if (socket.destroyed) return;
  if (socket.writableLength === 0 || socket.writableEnded) reset(socket);
  else socket.write(noBytes, () => reset(socket));
}
