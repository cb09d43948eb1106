import { copyMark } from '../../vocabulary/copy-mark.ts';
import type { Copy } from './copy.ts';

export interface CopiedRequestOptions {
  /** The suffix that the mirror appends to the host; empty for none. */
  readonly hostSuffix: string;
  /** The name of this process. */
  readonly instance: string;
}

/** Fields that concern the connection between the mirror and Parallax (RFC 9110, section 7.6.1), or ask for an interim answer. */
const hopByHop: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'upgrade',
  'http2-settings',
  'expect',
]);

/** Fields that an option of `Connection` cannot remove: without them, the request would mean something else. */
const kept: ReadonlySet<string> = new Set(['host', 'content-length', 'transfer-encoding']);

/**
 * The client's request, reconstructed from the copy: without the mirror's fields for its own connection, and
 * without the suffix of the host. It is HTTP/1.1 with a length, so that the connection to primary can be kept.
 */
export function copiedRequest(
  { head, body, request }: Copy,
  { hostSuffix, instance }: CopiedRequestOptions,
): Buffer {
  const { method, target, fields } = request;
  const dropped = namedByConnection(fields);
  const lines: string[] = [];
  let hasHost = false;
  let hasLength = false;
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const [name = '', value = ''] = [fields[i], fields[i + 1]];
    const lowerCase = name.toLowerCase();
    if (hopByHop.has(lowerCase) || dropped.has(lowerCase)) continue;
    if (lowerCase === 'content-length' || lowerCase === 'transfer-encoding') {
      if (!hasLength) lines.push(`Content-Length: ${body.length}`);
      hasLength = true;
    } else if (lowerCase === 'host') {
      hasHost = true;
      lines.push(`${name}: ${withoutSuffix(value, hostSuffix)}`);
    } else lines.push(`${name}: ${value}`);
  }
  // Without a host, it is valid only as HTTP/1.0.
  const version = hasHost ? 'HTTP/1.1' : versionOf(head.bytes);
  lines.push(`${copyMark}: ${instance}`);
  const text = `${method} ${target} ${version}\r\n${lines.join('\r\n')}\r\n\r\n`;
  return Buffer.concat([Buffer.from(text, 'latin1'), body]);
}

/** Envoy puts the suffix before the port. */
function withoutSuffix(host: string, suffix: string): string {
  if (suffix === '') return host;
  const [, name = host, port = ''] = /^(.*?)(:\d+)?$/.exec(host) ?? [];
  return name.length > suffix.length && name.endsWith(suffix)
    ? name.slice(0, -suffix.length) + port
    : host;
}

function namedByConnection(fields: readonly string[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (let i = 0; i + 1 < fields.length; i += 2) {
    if (fields[i]?.toLowerCase() !== 'connection') continue;
    for (const option of (fields[i + 1] ?? '').split(',')) {
      const name = option.trim().toLowerCase();
      if (!kept.has(name)) names.add(name);
    }
  }
  return names;
}

/** `HTTP/1.0` or `HTTP/1.1`. */
export function versionOf(head: Buffer): string {
  const end = head.indexOf('\r\n');
  return head.toString('latin1', end - 'HTTP/1.x'.length, end);
}
