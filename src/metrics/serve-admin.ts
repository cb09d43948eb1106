import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';
import type { CurrentTls } from '../config/current-tls.ts';
import { isServedAt, notServedWords } from '../config/loopback.ts';
import type { Config } from '../config/schema.ts';
import { ParallaxError } from '../vocabulary/errors.ts';
import type { ProcessTotals } from '../vocabulary/plane-message.ts';
import { mayRead } from './token-gate.ts';
import { hostAndPort } from '../vocabulary/host-and-port.ts';

export interface SmallAdminOptions {
  readonly admin: Config['admin'];
  readonly tls: CurrentTls | null;
  readonly registry: Registry;
  /** Registers metrics that came up since the last scrape. */
  readonly beforeScrape: () => void;
  readonly totals: () => ProcessTotals | null;
}

interface Answer {
  readonly status: number;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A handful of scrapers; together with the deadlines this bounds what slow readers can make the plane hold. */
const connectionsMax = 64;
const requestTimeoutMs = 10_000;
const headBytesMax = 16 * 1024;

/**
 * Serves `/healthz`, `/readyz` and `/metrics` of a process without pages.
 *
 * @returns where it listens, `HOST:PORT`
 * @throws ParallaxError `admin_listen_failed` if the address cannot be had
 */
export async function serveSmallAdmin(options: SmallAdminOptions): Promise<string> {
  const { host, port } = options.admin.listen;
  const server = createAdminServer(options);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      const message = `cannot listen on the admin address ${hostAndPort({ host, port })}: ${cause.message}`;
      reject(new ParallaxError('admin_listen_failed', message, { cause }));
    });
    server.listen(port, host, resolve);
  });
  const bound = server.address() as AddressInfo;
  return hostAndPort({ host: bound.address, port: bound.port });
}

function createAdminServer(options: SmallAdminOptions): Server {
  const { tls, admin } = options;
  const limits = {
    requestTimeout: requestTimeoutMs,
    headersTimeout: requestTimeoutMs,
    maxHeaderSize: headBytesMax,
  };
  const onRequest: RequestListener = async ({ method, url, headers }, response) => {
    const refusal = refusalOf(admin.listen.host, method, headers.host);
    const answer = refusal ?? (await answerTo(url ?? '', headers.authorization, options));
    response.writeHead(answer.status, {
      'content-type': answer.type ?? 'application/json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...answer.headers,
    });
    response.end(answer.body);
  };
  const tlsServer =
    tls === null ? null : createTlsServer({ ...limits, ...tls.contents }, onRequest);
  tls?.onRenewed((contents) => tlsServer?.setSecureContext(contents));
  const server = tlsServer ?? createServer(limits, onRequest);
  server.maxConnections = connectionsMax;
  return server;
}

function refusalOf(listenHost: string, method = '', host = ''): Answer | null {
  if (!isServedAt(listenHost, host)) return misdirected;
  return method === 'GET' || method === 'HEAD' ? null : notAllowed;
}

async function answerTo(
  target: string,
  authorization: string | undefined,
  { admin, registry, beforeScrape, totals }: SmallAdminOptions,
): Promise<Answer> {
  const [path = ''] = target.split('?');
  if (path === '/healthz') return json(200, { status: 'ok' });
  if (path === '/readyz') return readiness(totals()?.live ?? 'starting');
  if (!mayRead(admin, authorization)) return unauthorized;
  if (path !== '/metrics') return json(404, { title: 'Not Found', status: 404 });
  beforeScrape();
  return { status: 200, type: registry.contentType, body: await registry.metrics() };
}

/** It serves, whatever becomes of the planes behind the live one. */
function readiness(status: ProcessTotals['live']): Answer {
  return json(status === 'serving' ? 200 : 503, { status });
}

function json(status: number, body: unknown): Answer {
  return { status, body: JSON.stringify(body) };
}

const unauthorized: Answer = {
  ...json(401, { title: 'Unauthorized', status: 401 }),
  headers: { 'www-authenticate': 'Bearer realm="parallax"' },
};
const misdirected = json(421, {
  title: 'Misdirected Request',
  status: 421,
  detail: notServedWords,
});
const notAllowed: Answer = {
  ...json(405, { title: 'Method Not Allowed', status: 405 }),
  headers: { allow: 'GET, HEAD' },
};
