import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getRequestListener, RequestError } from '@hono/node-server';
import type { Hono } from 'hono';
import type { CurrentTls } from '../../config/current-tls.ts';
import type { Address } from '../../config/schema.ts';
import { ParallaxError } from '../../vocabulary/errors.ts';
import { problem } from './problem.ts';
import { hostAndPort } from '../../vocabulary/host-and-port.ts';

export interface AdminServer {
  /** Where it listens, as `host:port`; IPv6 hosts in brackets. */
  readonly address: string;
  close(): void;
}

/**
 * Enough for some scrapers and browsers. With the deadlines, it limits the memory that slow or hostile clients
 * can use.
 */
const connectionsMax = 64;
const requestTimeoutMs = 10_000;
const answerTimeoutMs = 30_000;
const idleTimeoutMs = 20_000;
const headBytesMax = 16 * 1024;

/**
 * Serves the app at an address, over TLS or, with null, over plain HTTP.
 *
 * @throws ParallaxError `admin_listen_failed` if it cannot listen there
 */
export async function listenAdmin(
  app: Pick<Hono, 'fetch'>,
  { host, port }: Address,
  tls: CurrentTls | null = null,
): Promise<AdminServer> {
  const server = createAdminServer(app, tls);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      const message = `cannot listen on the admin address ${hostAndPort({ host, port })}: ${cause.message}`;
      reject(new ParallaxError('admin_listen_failed', message, { cause }));
    });
    server.listen(port, host, resolve);
  });
  const bound = server.address() as AddressInfo;
  return {
    address: hostAndPort({ host: bound.address, port: bound.port }),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function createAdminServer(app: Pick<Hono, 'fetch'>, tls: CurrentTls | null): Server {
  const answer = getRequestListener((request, environment) => app.fetch(request, environment), {
    errorHandler: (error) =>
      error instanceof RequestError
        ? problem(400, 'The request target or its Host header is malformed.')
        : problem(500, 'This request failed inside Parallax.'),
  });
  const options = {
    requestTimeout: requestTimeoutMs,
    headersTimeout: requestTimeoutMs,
    connectionsCheckingInterval: requestTimeoutMs / 2,
    keepAliveTimeout: idleTimeoutMs,
    maxHeaderSize: headBytesMax,
  };
  const onRequest: RequestListener = (request, response) => {
    const deadline = setTimeout(() => response.destroy(), answerTimeoutMs);
    response.once('close', () => clearTimeout(deadline));
    void answer(request, response);
  };
  const secure = { handshakeTimeout: requestTimeoutMs, ...tls?.contents };
  const tlsServer = tls === null ? null : createTlsServer({ ...options, ...secure }, onRequest);
  tls?.onRenewed((contents) => tlsServer?.setSecureContext(contents));
  const server = tlsServer ?? createServer(options, onRequest);
  server.maxConnections = connectionsMax;
  return server;
}
