import { readFileSync } from 'node:fs';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Config } from '../config/schema.ts';

export interface Listener {
  readonly server: Server;
  /** Breaks off what never became a connection: TLS handshakes that are still going on. */
  readonly destroyHandshakes: () => void;
}

/** With half-open sockets, a client that vanishes inside its handshake is noticed by this alone. */
const handshakeTimeoutMs = 10_000;

/** Accepts client connections, in the clear or over TLS as configured. Not yet listening. */
export function createListener(
  { tls, limits }: Pick<Config, 'tls' | 'limits'>,
  onConnection: (client: Socket) => void,
): Listener {
  const options = { allowHalfOpen: true, noDelay: true };
  const handshakes = new Set<Socket>();
  const server =
    tls === undefined
      ? createTcpServer(options, onConnection)
      : createTlsServer(
          {
            ...options,
            cert: readFileSync(tls.cert),
            key: readFileSync(tls.key),
            // The framer reads HTTP/1.1: a client that could do more must not choose it.
            ALPNProtocols: ['http/1.1'],
            handshakeTimeout: handshakeTimeoutMs,
          },
          onConnection,
        );
  if (tls !== undefined) {
    server.on('connection', (socket: Socket) => {
      handshakes.add(socket);
      socket.on('close', () => handshakes.delete(socket));
    });
  }
  server.maxConnections = limits.connections;
  return {
    server,
    destroyHandshakes() {
      for (const socket of handshakes) socket.destroy();
    },
  };
}
