import { readFileSync } from 'node:fs';
import { get as getHttp, type IncomingMessage } from 'node:http';
import { get as getHttps } from 'node:https';
import { InvalidArgumentError, Option } from 'commander';
import { tlsFaults } from '../config/tls-files.ts';
import { ParallaxError } from '../vocabulary/errors.ts';

export interface AskAdminOptions {
  readonly token: string | null;
  /** PEM; null for the system's certificate authorities. */
  readonly ca: Buffer | null;
  /** From now to the last byte of the answer. */
  readonly timeoutMs: number;
}

export interface AdminAnswer {
  readonly status: number;
  readonly text: string;
}

/** Larger than any answer that a command requests. */
const bytesMax = 32 * 1024 * 1024;

/**
 * Sends a request to a running Parallax. Follows no redirect: another server must not get the token.
 *
 * @throws an error with a readable message; `TimeoutError` if no answer came in time
 */
export async function askAdmin(url: URL, options: AskAdminOptions): Promise<AdminAnswer> {
  const { token, ca, timeoutMs } = options;
  const signal = AbortSignal.timeout(timeoutMs);
  const headers = token === null ? {} : { authorization: `Bearer ${token}` };
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const asked = { agent: false, headers, signal };
      const request =
        url.protocol === 'https:'
          ? getHttps(url, { ...asked, ...(ca && { ca }) }, resolve)
          : getHttp(url, asked, resolve);
      request.on('error', reject);
    });
    return { status: response.statusCode ?? 0, text: await textOf(response) };
  } catch (error) {
    throw signal.aborted ? signal.reason : readableError(error);
  }
}

async function textOf(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of response as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > bytesMax) throw new ParallaxError('admin_answer', 'the answer is too large');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString();
}

/** The error of a host with several addresses has no message of its own, only one for each address. */
function readableError(error: unknown): Error {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  if (!(first instanceof Error)) return new ParallaxError('admin_request', 'the request failed');
  const { code = '', message } = first as NodeJS.ErrnoException;
  const isUnknown = /SELF_SIGNED|UNABLE_TO_(GET_ISSUER|VERIFY)/.test(code);
  return isUnknown
    ? new ParallaxError(
        'admin_authority',
        `${message}: name its certificate authority with --ca FILE`,
      )
    : first;
}

/** `--ca FILE`, for an admin address that speaks TLS. */
export function caOption(): Option {
  return new Option(
    '--ca <FILE>',
    'a PEM file with the certificate authorities to trust for an https:// address',
  ).argParser((file) => {
    const [fault] = tlsFaults({ ca: file });
    if (fault !== undefined) throw new InvalidArgumentError(fault.message);
    return readFileSync(file);
  });
}
