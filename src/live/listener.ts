import { readFileSync } from 'node:fs';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Config } from '../config/schema.ts';

/** Accepts client connections, in the clear or over TLS as configured. Not yet listening. */
export function createListener(
  { tls, limits }: Pick<Config, 'tls' | 'limits'>,
  onConnection: (client: Socket) => void,
): Server {
  const options = { allowHalfOpen: true, noDelay: true };
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
          },
          onConnection,
        );
  server.maxConnections = limits.connections;
  return server;
}
