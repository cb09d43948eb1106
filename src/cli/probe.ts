import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { failure, type Result, success } from '../vocabulary/result.ts';
import { authorityOf, socketPathOf } from '../vocabulary/unix-socket.ts';

interface Probe {
  readonly status: number;
  /** Of the field `Server`. */
  readonly server: string | null;
  /** The name of a header that probably has the version of the API, and its value. */
  readonly versionHeader: string | null;
  readonly version: string | null;
}

const timeoutMs = 5000;
const versionField = /^x-(?:[a-z0-9]+-)*(?:version|revision|release|build|commit)$/;
const valueLengthMax = 80;

/**
 * Sends GET / to a deployment, and follows no redirect.
 *
 * @param url of a deployment, as the config has it
 */
export async function probe(url: string): Promise<Result<Probe>> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const socketPath = socketPathOf(url);
      const options = { agent: false, signal, headers: { host: authorityOf(url) } };
      const request =
        socketPath !== null
          ? requestHttp({ ...options, socketPath, path: '/' }, resolve)
          : (url.startsWith('https:') ? requestHttps : requestHttp)(url, options, resolve);
      request.on('error', reject).end();
    });
    response.destroy();
    const { statusCode: status = 0, headers } = response;
    const versionHeader = Object.keys(headers).find((name) => versionField.test(name)) ?? null;
    const version = versionHeader === null ? null : String(headers[versionHeader]);
    const server = headers['server']?.toString() ?? null;
    return success({ status, server, versionHeader, version });
  } catch (error) {
    return failure(signal.aborted ? `no answer within ${timeoutMs / 1000} s` : faultWords(error));
  }
}

/** What a probe found, in a line. */
export function probeWords(found: Result<Probe>): string {
  if (found.fault !== null) return `cannot be reached: ${found.fault}`;
  const { status, server, versionHeader, version } = found.value;
  return [
    `answers GET / with ${status}`,
    ...(server === null ? [] : [`Server: ${shown(server)}`]),
    ...(versionHeader === null ? [] : [`${versionHeader}: ${shown(version ?? '')}`]),
  ].join(', ');
}

/** A terminal would interpret control characters. */
function shown(value: string): string {
  return value.slice(0, valueLengthMax).replaceAll(/\p{C}/gu, '?');
}

/** The error of a host with several addresses has no message of its own, only one for each address. */
function faultWords(error: unknown): string {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  if (!(first instanceof Error)) return 'the request failed';
  const { code = '', message } = first as NodeJS.ErrnoException;
  return /SELF_SIGNED|UNABLE_TO_(?:GET_ISSUER|VERIFY)/.test(code)
    ? `${message}: name its certificate authority with the key tls.ca`
    : message;
}
