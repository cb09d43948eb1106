import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { ParallaxError } from '../vocabulary/errors.ts';
import type { UpstreamTls } from '../wire/upstream.ts';

export interface FetchTextOptions {
  readonly url: string;
  /** Of a Unix socket, in place of the host of the URL. */
  readonly socketPath?: string | undefined;
  readonly tls: UpstreamTls | null;
  readonly headers: Readonly<Record<string, string>>;
  /** The form to post; without it, the method is GET. */
  readonly form?: string;
  readonly bodyBytesMax: number;
  readonly signal: AbortSignal;
}

/**
 * Requests a text, on its own connection.
 *
 * @throws ParallaxError `fetch_status` if the status is not 2xx: a redirect may lead anywhere inside the network;
 *   `fetch_too_large`; the system's error, or that of the signal
 */
export async function fetchText(options: FetchTextOptions): Promise<string> {
  const response = await answerTo(options);
  const { statusCode = 0 } = response;
  if (statusCode < 200 || statusCode > 299) {
    response.destroy();
    throw new ParallaxError('fetch_status', `the answer was ${statusCode}`);
  }
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of response as AsyncIterable<Uint8Array>) {
    bytes += piece.byteLength;
    // Leaving the loop ends the response.
    if (bytes > options.bodyBytesMax)
      throw new ParallaxError('fetch_too_large', 'the answer is too large');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

const formType = { 'content-type': 'application/x-www-form-urlencoded' };

function answerTo({
  url,
  socketPath,
  tls,
  headers,
  form,
  signal,
}: FetchTextOptions): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = {
      agent: false,
      signal,
      method: form === undefined ? 'GET' : 'POST',
      headers: { ...(form !== undefined && formType), ...headers },
      socketPath,
    } as const;
    const secure = tls && {
      secureContext: tls.context,
      ...(tls.serverName !== undefined && { servername: tls.serverName }),
    };
    const request = url.startsWith('https:')
      ? requestHttps(url, { ...asked, ...secure }, resolve)
      : requestHttp(url, asked, resolve);
    request.on('error', reject);
    request.end(form);
  });
}
