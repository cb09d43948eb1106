import type { CapturedMessage } from '../../vocabulary/exchange.ts';
import { exchangeHeader } from '../../vocabulary/exchange-header.ts';
import type { LeftOutReason } from '../../vocabulary/shed.ts';
import type { TranslatedRequest } from '../world/candidate-world.ts';
import { addedLines, tracedValues, withoutDropped } from './edited-fields.ts';
import { framedBody } from './framed-body.ts';
import type { RequestForm } from './request-form.ts';

/** A request as it is sent. */
export interface ShadowRequest {
  readonly method: string;
  /** Start line and fields, including the empty line that ends them; one character for each octet. */
  readonly head: string;
  /** In the transfer coding of the head; null if nothing follows the head. */
  readonly body: Buffer | null;
}

/** Why a request cannot be sent to another deployment. */
export type UnsendableReason = Extract<LeftOutReason, 'unmirrorable' | 'invalid_target'>;

export interface ShadowRequestOptions {
  readonly form: RequestForm;
  /** Sent with the request, so that the candidate's logs can be joined with ours. */
  readonly exchangeId: string;
}

/**
 * Fields by which a client delays its body, or offers HTTP/2: the mirrored body is sent at once, and the
 * answer is parsed as HTTP/1.1.
 */
const notForwarded: ReadonlySet<string> = new Set(['expect', 'upgrade', 'http2-settings']);

/**
 * Makes the candidate's request from the client's: the octets that were sent to primary, except the exchange
 * id, `Host` and other edits of the config, the trace context, identities, and the fields above. Chunks are
 * joined, as their boundaries mean nothing. Identities are replaced first, in the client's request, and the
 * edits of the config come last.
 *
 * @param asked the request as sent to primary
 * @param translated the same, field by field, with the candidate's identities
 * @returns `unmirrorable` if an identity contains a control character, which would make another request;
 *   `invalid_target` if the edits of the config do not make a valid target
 */
export function shadowRequest(
  asked: CapturedMessage,
  { head: { method, target, fields }, body }: Pick<TranslatedRequest, 'head' | 'body'>,
  { form, exchangeId }: ShadowRequestOptions,
): ShadowRequest | UnsendableReason {
  const { host, edits } = form;
  const dropped = edits.headers?.dropped ?? null;
  const [startLine = '', ...lines] = latin1(asked.head).split('\r\n');
  const named = withHost(target, host);
  const written = startLineWith(startLine, method, named);
  if (written === null) return 'unmirrorable';
  const edited = edits.target === null ? named : edits.target(named);
  if (edited === null) return 'invalid_target';
  let head = edited === named ? written : `${method} ${edited} ${versionOf(startLine)}`;
  const traced = tracedValues(fields, form, exchangeId);
  let hasHost = false;
  let framing: 'none' | 'length' | 'chunked' = 'none';
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const name = (fields[i] ?? '').toLowerCase();
    if (notForwarded.has(name)) continue;
    if (dropped?.has(name) === true) continue;
    let value: string | null = fields[i + 1] ?? '';
    if (traced.has(i)) value = traced.get(i) ?? null;
    else if (name === 'connection') value = withoutOptions(value, dropped);
    else if (name === 'host') {
      hasHost = true;
      value = host ?? value;
    } else if (name === 'content-length') {
      framing = 'length';
      if (Number(value) !== body.byteLength) value = String(body.byteLength);
    } else if (name === 'transfer-encoding') framing = 'chunked';
    if (value === null) continue;
    const line = lineWith(lines[i / 2] ?? '', value);
    if (line === null) return 'unmirrorable';
    head += `\r\n${line}`;
  }
  if (host !== null && !hasHost) head += `\r\nHost: ${host}`;
  // A body without framing would be read as the next request.
  if (framing === 'none' && body.byteLength > 0) head += `\r\nContent-Length: ${body.byteLength}`;
  const added = (traced.get(null) ?? '') + addedLines(edits.headers);
  const trailers = withoutDropped(asked.trailers, dropped);
  return {
    method,
    head: `${head}${added}\r\n${exchangeHeader}: ${exchangeId}\r\n\r\n`,
    body: framedBody(body, framing === 'chunked', trailers),
  };
}

function versionOf(startLine: string): string {
  return startLine.slice(startLine.lastIndexOf(' ') + 1);
}

function startLineWith(startLine: string, method: string, target: string): string | null {
  const written = `${method} ${target} ${versionOf(startLine)}`;
  return written === startLine || /^[!-~\x80-\xff]+$/.test(target) ? written : null;
}

/** Replaces the host in an absolute target, as clients send it to a proxy. */
function withHost(target: string, host: string | null): string {
  if (host === null || target.startsWith('/')) return target;
  return target.replace(/^(https?:\/\/)[^/?#]*/i, (_, scheme: string) => scheme + host);
}

/**
 * A field line with this value, unchanged if it already has it; null if the value is not allowed in a line.
 */
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

/**
 * The options of a `Connection` field, without those for another protocol and those that would turn an edited
 * field into one of the connection; null if none is left.
 */
function withoutOptions(value: string, dropped: ReadonlySet<string> | null): string | null {
  if (dropped === null && !/upgrade|http2-settings/i.test(value)) return value;
  const options = value.split(',').map((option) => option.trim());
  const left = options.filter((option) => {
    const name = option.toLowerCase();
    return !notForwarded.has(name) && dropped?.has(name) !== true;
  });
  if (left.length === options.length) return value;
  return left.length === 0 ? null : left.join(', ');
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
