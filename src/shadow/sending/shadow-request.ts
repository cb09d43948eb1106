import { type RawFields, type RequestHead } from '../../vocabulary/raw-head.ts';

/** A request as undici takes it: a path, and names and values in turn. */
export interface ShadowRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: string[];
  readonly body: Uint8Array | null;
}

const exchangeHeader = 'x-parallax-exchange';

/**
 * Fields that belong to one connection (RFC 9110, section 7.6.1), and those undici answers for
 * itself or refuses.
 */
const notForwarded: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  exchangeHeader,
]);

export interface ShadowRequestOptions {
  /** Null keeps the host the client asked for. */
  readonly host: string | null;
  /** Sent along, so that the candidate's logs can be joined with ours. */
  readonly exchangeId: string;
}

/**
 * Makes the candidate's request of the client's.
 *
 * @returns null where it can't be sent to another server: `OPTIONS *`, a proxy's own targets, two
 *   hosts
 */
export function shadowRequest(
  { method, target, fields }: RequestHead,
  body: Uint8Array,
  { host, exchangeId }: ShadowRequestOptions,
): ShadowRequest | null {
  const path = originForm(method, target);
  if (path === null) return null;
  const named = namedByConnection(fields);
  const headers = [exchangeHeader, exchangeId];
  let hosts = 0;
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const name = fields[i] ?? '';
    const lowerCaseName = name.toLowerCase();
    if (notForwarded.has(lowerCaseName) || named.has(lowerCaseName)) continue;
    if (lowerCaseName === 'host') {
      hosts += 1;
      if (host !== null) continue;
    }
    headers.push(name, fields[i + 1] ?? '');
  }
  if (hosts > 1) return null;
  if (host !== null) headers.push('host', host);
  // A copy, since a broken connection may still be reading it when the exchange is let go.
  return { method, path, headers, body: body.byteLength === 0 ? null : Buffer.from(body) };
}

/** Whether the request can be sent to another server, whatever is translated in it. */
export function isMirrorable({ method, target, fields }: RequestHead): boolean {
  if (originForm(method, target) === null) return false;
  let hosts = 0;
  for (let i = 0; i + 1 < fields.length; i += 2) {
    if (fields[i]?.toLowerCase() === 'host') hosts += 1;
  }
  return hosts <= 1;
}

/** The target without scheme and authority, where the client sent it as to a proxy. */
function originForm(method: string, target: string): string | null {
  if (target.startsWith('/')) return target;
  const absolute = /^https?:\/\/[^/?#]*([^#]*)/i.exec(target);
  if (absolute === null) return null;
  const path = absolute[1] ?? '';
  // RFC 9112, section 3.2.4: this is how a proxy is sent `OPTIONS *`.
  if (path === '' && method === 'OPTIONS') return null;
  return path.startsWith('/') ? path : `/${path}`;
}

const none: ReadonlySet<string> = new Set();

function namedByConnection(fields: RawFields): ReadonlySet<string> {
  let named: Set<string> | null = null;
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const name = fields[i] ?? '';
    if (name.length !== 10 || name.toLowerCase() !== 'connection') continue;
    named ??= new Set();
    for (const option of (fields[i + 1] ?? '').split(',')) named.add(option.trim().toLowerCase());
  }
  // Fields that a client may not take away from the request by naming them here.
  named?.delete('host');
  return named ?? none;
}
