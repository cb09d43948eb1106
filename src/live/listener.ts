import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { CurrentTls } from '../config/current-tls.ts';
import type { Config } from '../config/schema.ts';

export interface Listener {
  readonly server: Server;
  /** Breaks off what never became a connection: TLS handshakes that are still going on. */
  readonly destroyHandshakes: () => void;
}

/** With half-open sockets, a client that vanishes inside its handshake is noticed by this alone. */
const handshakeTimeoutMs = 10_000;

/** Accepts client connections, over TLS or, with null, in the clear. Not yet listening. */
export function createListener(
  { limits }: Pick<Config, 'limits'>,
  tls: CurrentTls | null,
  onConnection: (client: Socket) => void,
): Listener {
  const options = { allowHalfOpen: true, noDelay: true };
  const handshakes = new Set<Socket>();
  // The framer reads HTTP/1.1: a client that could do more must not choose it.
  const secure = { ALPNProtocols: ['http/1.1'], handshakeTimeout: handshakeTimeoutMs };
  const tlsServer =
    tls === null ? null : createTlsServer({ ...options, ...secure, ...tls.contents }, onConnection);
  // Connections that are open keep what they were secured with.
  tls?.onRenewed((contents) => tlsServer?.setSecureContext(contents));
  const server = tlsServer ?? createTcpServer(options, onConnection);
  if (tlsServer !== null) {
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
