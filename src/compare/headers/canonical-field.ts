import { parse } from 'content-type';
import { percentDecoded } from '../../vocabulary/percent-decoded.ts';
import { canonicalContentType } from '../media-type.ts';
import { canonicalChallenges } from './challenge-field.ts';
import { canonicalSet } from './list-field.ts';

/** One spelling for values of a field that mean the same; null if the exact spelling counts. */
export function canonicalField(name: string, value: string): string | null {
  switch (name) {
    case 'content-type':
      return canonicalContentType(value);
    case 'content-disposition':
      return canonicalDisposition(value);
    case 'www-authenticate':
    case 'proxy-authenticate':
      return canonicalChallenges(value);
    case 'etag':
      return canonicalEtag(value);
    case 'strict-transport-security':
      return value.split(';').map(canonicalDirective).filter(Boolean).sort().join('; ');
    case 'grpc-message':
      return percentDecoded(value);
    case 'grpc-status-details-bin':
      return value.replace(/={0,2}$/, '');
    default:
      return canonicalSet(name, value);
  }
}

/** A weak validator differs from a strong one; missing quotes make no difference. */
function canonicalEtag(value: string): string {
  const isWeak = value.startsWith('W/');
  const tag = isWeak ? value.slice(2) : value;
  const opaque = /^"[^"]*"$/.test(tag) ? tag.slice(1, -1) : tag;
  return `${isWeak ? 'W/' : ''}"${opaque}"`;
}

/** `max-age="60"` and `Max-Age = 60` are the same (RFC 6797, section 6.1). */
function canonicalDirective(directive: string): string {
  return directive
    .trim()
    .toLowerCase()
    .replace(/[ \t]{0,64}=[ \t]{0,64}/, '=')
    .replaceAll('"', '');
}

/**
 * RFC 6266: parameters in any order, quoted or not. `filename*` means the same as `filename` in another
 * encoding, and takes precedence.
 */
function canonicalDisposition(value: string): string {
  const { type, parameters } = parse(value);
  const { 'filename*': extended, ...rest } = parameters;
  const decoded = extended === undefined ? null : extendedText(extended);
  if (extended !== undefined) {
    if (decoded === null) return value;
    rest['filename'] = decoded;
  }
  const known = Object.entries(rest).map(([name, text]) => `${name}=${JSON.stringify(text)}`);
  return [type, ...known.sort()].join(';');
}

/** RFC 8187, `UTF-8'en'%e2%82%ac`; null for another format or charset. */
function extendedText(value: string): string | null {
  const parts = /^utf-8'[^']*'([^']*)$/i.exec(value);
  if (parts === null) return null;
  try {
    return decodeURIComponent(parts[1] ?? '');
  } catch {
    return null;
  }
}
