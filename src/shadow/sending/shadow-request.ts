import type { CapturedMessage } from '../../vocabulary/exchange.ts';
import { exchangeHeader } from '../../vocabulary/exchange-header.ts';
import type { TranslatedRequest } from '../world/candidate-world.ts';
import { framedBody } from './framed-body.ts';

/** A request as it goes on the wire. */
export interface ShadowRequest {
  readonly method: string;
  /** Start line and fields, through the empty line that ends them; one character for each octet. */
  readonly head: string;
  /** In the transfer coding of the head; null where nothing follows the head. */
  readonly body: Buffer | null;
}

export interface ShadowRequestOptions {
  /** Null keeps the host that the client asked for, or did not name. */
  readonly host: string | null;
  /** Sent along, so that the candidate's logs can be joined with ours. */
  readonly exchangeId: string;
}

/**
 * Fields with which a client holds its body back, or offers HTTP/2: the mirrored body is sent at once, and
 * the answer is read as HTTP/1.1.
 */
const notForwarded: ReadonlySet<string> = new Set(['expect', 'upgrade', 'http2-settings']);

/**
 * Makes the candidate's request from the client's: the octets that were sent to primary, except the
 * name of the exchange, `Host` if the config says so, identities, and the fields above. Chunks are
 * joined, as their boundaries mean nothing.
 *
 * @param asked the request as it was sent to primary
 * @param translated the same, field by field, with the candidate's identities
 * @returns null if an identity contains a control character, which would make another request
 */
export function shadowRequest(
  asked: CapturedMessage,
  { head: { method, target, fields }, body }: Pick<TranslatedRequest, 'head' | 'body'>,
  { host, exchangeId }: ShadowRequestOptions,
): ShadowRequest | null {
  const [startLine = '', ...lines] = latin1(asked.head).split('\r\n');
  const written = startLineWith(startLine, method, withHost(target, host));
  if (written === null) return null;
  let head = written;
  let hasHost = false;
  let framing: 'none' | 'length' | 'chunked' = 'none';
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const name = (fields[i] ?? '').toLowerCase();
    if (notForwarded.has(name)) continue;
    let value: string | null = fields[i + 1] ?? '';
    if (name === 'connection') value = withoutOffers(value);
    else if (name === 'host') {
      hasHost = true;
      value = host ?? value;
    } else if (name === 'content-length') {
      framing = 'length';
      if (Number(value) !== body.byteLength) value = String(body.byteLength);
    } else if (name === 'transfer-encoding') framing = 'chunked';
    if (value === null) continue;
    const line = lineWith(lines[i / 2] ?? '', value);
    if (line === null) return null;
    head += `\r\n${line}`;
  }
  if (host !== null && !hasHost) head += `\r\nHost: ${host}`;
  // A body without framing would be read as the next request.
  if (framing === 'none' && body.byteLength > 0) head += `\r\nContent-Length: ${body.byteLength}`;
  return {
    method,
    head: `${head}\r\n${exchangeHeader}: ${exchangeId}\r\n\r\n`,
    body: framedBody(body, framing === 'chunked', asked.trailers),
  };
}

function startLineWith(startLine: string, method: string, target: string): string | null {
  const version = startLine.slice(startLine.lastIndexOf(' ') + 1);
  const written = `${method} ${target} ${version}`;
  return written === startLine || /^[!-~\x80-\xff]+$/.test(target) ? written : null;
}

/** Replaces the host in an absolute target, as clients send it to a proxy. */
function withHost(target: string, host: string | null): string {
  if (host === null || target.startsWith('/')) return target;
  return target.replace(/^(https?:\/\/)[^/?#]*/i, (_, scheme: string) => scheme + host);
}

/** A field line with this value, unchanged if it has it already; null if the value cannot stand in a line. */
function lineWith(line: string, value: string): string | null {
  let start = line.indexOf(':') + 1;
  while (isWhite(line, start)) start += 1;
  if (line.startsWith(value, start)) {
    let end = start + value.length;
    while (isWhite(line, end)) end += 1;
    if (end === line.length) return line;
  }
  return /^[\t -~\x80-\xff]*$/.test(value) ? line.slice(0, start) + value : null;
}

/** Only space and tab, the white space of a field line. */
function isWhite(line: string, at: number): boolean {
  const code = line.charCodeAt(at);
  return code === 0x20 || code === 0x09;
}

/** The options of a `Connection` field, without those for another protocol; null if none is left. */
function withoutOffers(value: string): string | null {
  if (!/upgrade|http2-settings/i.test(value)) return value;
  const options = value.split(',').map((option) => option.trim());
  const left = options.filter((option) => !notForwarded.has(option.toLowerCase()));
  if (left.length === options.length) return value;
  return left.length === 0 ? null : left.join(', ');
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
