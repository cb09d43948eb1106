import { subprotocolSecrets } from '../../compare/redaction/subprotocol-secrets.ts';
import { isSecretName } from '../../vocabulary/secret-names.ts';
import { percentDecoded } from '../../vocabulary/percent-decoded.ts';
import { isTokenMarker, looksLikeToken } from '../../vocabulary/token-segment.ts';
import {
  withoutCookie,
  withoutCookies,
  withoutCredential,
  withoutFieldCredential,
} from './credential-text.ts';
import { isPlainWords } from './plain-words.ts';
import type { Placeholders } from './placeholders.ts';
import type { IsSecret } from './secret-members.ts';
import { withoutTargetSecrets, withoutTextSecrets, withoutUrlSecrets } from './text-secrets.ts';

/** The changes of a body that its head must reflect. */
export interface BodyChange {
  /** Its new length; null if the body is unchanged. */
  readonly bytes: number | null;
  /** Its content coding was removed. */
  readonly isDecoded: boolean;
}

/** Fields with a digest of the body, which would be wrong for another body. */
const digests: ReadonlySet<string> = new Set([
  'content-md5',
  'digest',
  'content-digest',
  'repr-digest',
]);

/** Fields whose value is a URL, or contains URLs. */
const urls: ReadonlySet<string> = new Set([
  'location',
  'content-location',
  'referer',
  'origin',
  'link',
  'refresh',
]);

/**
 * A head with placeholders for the secrets in its target and fields, and with fields that match the body.
 * Lines without secrets stay unchanged.
 *
 * @param head of a request, or of a response with its trailers
 * @param isSecret whether a parameter of this name is a secret
 */
export function redactHead(
  head: Uint8Array,
  change: BodyChange,
  isSecret: IsSecret,
  placeholders: Placeholders,
): Uint8Array {
  const text = latin1(head);
  const [first = '', ...lines] = text.split('\r\n');
  const start = first.startsWith('HTTP/') ? first : redactStartLine(first, isSecret, placeholders);
  const fields = lines.flatMap((line) => redactLine(line, change, isSecret, placeholders) ?? []);
  const redacted = [start, ...fields].join('\r\n');
  return redacted === text ? head : Buffer.from(redacted, 'latin1');
}

/** The same for field lines alone, each ended by CRLF. */
export function redactFieldLines(
  fieldLines: Uint8Array,
  placeholders: Placeholders,
  change: BodyChange = { bytes: null, isDecoded: false },
): Uint8Array {
  const text = latin1(fieldLines);
  const lines = text
    .split('\r\n')
    .flatMap((line) => redactLine(line, change, isSecretName, placeholders) ?? []);
  const redacted = lines.join('\r\n');
  return redacted === text ? fieldLines : Buffer.from(redacted, 'latin1');
}

function redactStartLine(line: string, isSecret: IsSecret, placeholders: Placeholders): string {
  const start = line.indexOf(' ') + 1;
  const end = line.lastIndexOf(' ');
  const target = line.slice(start, end);
  const [path = ''] = target.split(/[?#]/, 1);
  const query = withoutTargetSecrets(target.slice(path.length), isSecret, placeholders);
  const shown = redactPath(withoutTargetSecrets(path, isSecret, placeholders), placeholders);
  return line.slice(0, start) + shown + withoutTextSecrets(query, placeholders) + line.slice(end);
}

/** Tokens in a path follow a word such as `reset`, or were secrets elsewhere. */
function redactPath(path: string, placeholders: Placeholders): string {
  let before = '';
  return path
    .split('/')
    .map((segment) => {
      const decoded = percentDecoded(segment);
      const isToken = isTokenMarker(before) && looksLikeToken(decoded);
      before = decoded;
      if (isToken) return placeholders.of(decoded);
      return placeholders.known(decoded) ?? withoutTextSecrets(segment, placeholders);
    })
    .join('/');
}

/** Null for a line that is left out. */
function redactLine(
  line: string,
  { bytes, isDecoded }: BodyChange,
  isSecret: IsSecret,
  placeholders: Placeholders,
): string | null {
  const colon = line.indexOf(':');
  if (colon < 1) return line;
  const name = line.slice(0, colon).toLowerCase();
  if (bytes !== null && name === 'content-length') return `${line.slice(0, colon)}: ${bytes}`;
  if (bytes !== null && digests.has(name)) return null;
  if (isDecoded && name === 'content-encoding') return null;
  const value = line.slice(colon + 1).trim();
  const shown = redactValue(name, value, isSecret, placeholders);
  return shown === value ? line : `${line.slice(0, colon)}: ${shown}`;
}

function redactValue(
  name: string,
  value: string,
  isSecret: IsSecret,
  placeholders: Placeholders,
): string {
  if (value === '') return value;
  if (name === 'cookie') return withoutCookies(value, isOpenCookie, placeholders);
  if (name === 'set-cookie') {
    const end = value.indexOf(';');
    const pair = end < 0 ? value : value.slice(0, end);
    return withoutCookie(pair, isOpenCookie, placeholders) + value.slice(pair.length);
  }
  if (name.endsWith('authorization')) return withoutFieldCredential(value, placeholders);
  if (isSecretName(name)) return withoutCredential(value, placeholders);
  if (name === 'sec-websocket-protocol') return withoutSubprotocolSecrets(value, placeholders);
  const known = placeholders.known(value);
  if (known !== undefined) return known;
  const shown = urls.has(name) ? withoutUrlSecrets(value, isSecret, placeholders) : value;
  return withoutTextSecrets(shown, placeholders);
}

function withoutSubprotocolSecrets(value: string, placeholders: Placeholders): string {
  let out = '';
  let at = 0;
  for (const { start, end } of subprotocolSecrets(value)) {
    out += value.slice(at, start) + placeholders.of(value.slice(start, end));
    at = end;
  }
  return out + value.slice(at);
}

/** A cookie such as `theme=dark` is needed to get the same answer, and is not a secret. */
function isOpenCookie(name: string, value: string): boolean {
  return !isSecretName(name) && isPlainWords(value);
}

function latin1({ buffer, byteOffset, byteLength }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('latin1');
}
