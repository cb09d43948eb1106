import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener, RequestError } from '@hono/node-server';
import type { Hono } from 'hono';
import type { Address } from '../../config/schema.ts';
import { ParallaxError } from '../../vocabulary/errors.ts';
import { problem } from './problem.ts';

export interface AdminServer {
  /** Where it listens, as `host:port`; IPv6 hosts in brackets. */
  readonly address: string;
  close(): void;
}

/**
 * A handful of scrapers and browsers. Together with the deadlines this bounds what slow or
 * hostile readers can make the plane hold.
 */
const connectionsMax = 64;
const requestTimeoutMs = 10_000;
const answerTimeoutMs = 30_000;
const idleTimeoutMs = 20_000;
const headBytesMax = 16 * 1024;

/**
 * Serves the app at an address.
 *
 * @throws ParallaxError `admin_listen_failed` when the address cannot be had
 */
export async function listenAdmin(app: Hono, { host, port }: Address): Promise<AdminServer> {
  const server = createAdminServer(app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      const message = `cannot listen on the admin address ${hostAndPort(host, port)}: ${cause.message}`;
      reject(new ParallaxError('admin_listen_failed', message, { cause }));
    });
    server.listen(port, host, resolve);
  });
  const bound = server.address() as AddressInfo;
  return {
    address: hostAndPort(bound.address, bound.port),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function createAdminServer(app: Hono): Server {
  const answer = getRequestListener(app.fetch, {
    errorHandler: (error) =>
      error instanceof RequestError
        ? problem(400, 'The request target or its Host header is malformed.')
        : problem(500, 'This request failed inside Parallax.'),
  });
  const server = createServer(
    {
      requestTimeout: requestTimeoutMs,
      headersTimeout: requestTimeoutMs,
      connectionsCheckingInterval: requestTimeoutMs / 2,
      keepAliveTimeout: idleTimeoutMs,
      maxHeaderSize: headBytesMax,
    },
    (request, response) => {
      const deadline = setTimeout(() => response.destroy(), answerTimeoutMs);
      response.once('close', () => clearTimeout(deadline));
      void answer(request, response);
    },
  );
  server.maxConnections = connectionsMax;
  return server;
}

function hostAndPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
