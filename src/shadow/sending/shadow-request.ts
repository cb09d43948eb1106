import type { CapturedMessage } from '../../vocabulary/exchange.ts';
import { exchangeHeader } from '../../vocabulary/exchange-header.ts';
import type { TranslatedRequest } from '../world/candidate-world.ts';
import { framedBody } from './framed-body.ts';

/** A request as it goes on the wire. */
export interface ShadowRequest {
  readonly method: string;
  /** Start line and fields, through the empty line that ends them; a character is an octet. */
  readonly head: string;
  /** In the transfer coding that the head says; null where nothing follows the head. */
  readonly body: Buffer | null;
}

export interface ShadowRequestOptions {
  /** Null keeps the host that the client asked for, or did not name. */
  readonly host: string | null;
  /** Sent along, so that the candidate's logs can be joined with ours. */
  readonly exchangeId: string;
}

/**
 * Fields by which a client holds its body back, or offers to go on in HTTP/2: the mirrored body is
 * sent at once, and the answer is read as HTTP/1.1.
 */
const notForwarded: ReadonlySet<string> = new Set(['expect', 'upgrade', 'http2-settings']);

/**
 * Makes the candidate's request of the client's: the octets that primary was sent, but for the
 * name of the exchange, `Host` where the config says so, identities, and the fields above. Chunks
 * are joined, as their borders mean nothing.
 *
 * @param asked as primary was sent it
 * @param translated the same, field by field, with the candidate's identities
 * @returns null where an identity would make it another request: it contains a control character
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
  // Whatever else it is, a body must never be taken for the next request.
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

/** Names the host in the target as well, where the client sent that as to a proxy. */
function withHost(target: string, host: string | null): string {
  if (host === null || target.startsWith('/')) return target;
  return target.replace(/^(https?:\/\/)[^/?#]*/i, (_, scheme: string) => scheme + host);
}

/** The line as it came where it has this value; null where the value cannot stand in a line. */
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

/** Space and tab alone. */
function isWhite(line: string, at: number): boolean {
  const code = line.charCodeAt(at);
  return code === 0x20 || code === 0x09;
}

/** The options of a `Connection` field but those that ask for another protocol; null if none is left. */
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
