import type { RawFields } from '../../../vocabulary/raw-head.ts';
import {
  changingKind,
  type IdentityPlace,
  placeOf,
  type Subject,
} from '../recognizing/field-context.ts';
import { type Resolve, rewriteToken } from './translate-token.ts';

/** Fields that are not about things, but about the message, the connection or the client. */
const withoutIdentities: ReadonlySet<string> = new Set([
  'accept',
  'accept-charset',
  'accept-encoding',
  'accept-language',
  'cache-control',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'date',
  'expect',
  'forwarded',
  'host',
  'if-modified-since',
  'if-unmodified-since',
  'keep-alive',
  'origin',
  'pragma',
  'prefer',
  'range',
  'te',
  'traceparent',
  'tracestate',
  'transfer-encoding',
  'upgrade',
  'user-agent',
  'x-correlation-id',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-request-id',
]);

/** Whether a field in lower case may hold an identity; those that name one request do not. */
export function mayHoldIdentities(name: string): boolean {
  return !withoutIdentities.has(name) && !name.startsWith('sec-');
}

/** Called for each value in a field that may be an identity. */
export type ResolveIn = (field: string) => Resolve;

/** Writes a request's fields in the candidate's terms; the same array where all stay as they are. */
export function rewriteFields(
  fields: RawFields,
  subject: Subject,
  resolveIn: ResolveIn,
): RawFields {
  let written: string[] | null = null;
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const name = (fields[i] ?? '').toLowerCase();
    if (!mayHoldIdentities(name)) continue;
    const value = rewriteField(name, fields[i + 1] ?? '', subject, resolveIn(name));
    if (value === null) continue;
    written ??= [...fields];
    written[i + 1] = value;
  }
  return written ?? fields;
}

function rewriteField(
  name: string,
  value: string,
  subject: Subject,
  resolve: Resolve,
): string | null {
  switch (name) {
    case 'authorization':
    case 'proxy-authorization':
      return rewriteCredentials(value, subject, resolve);
    case 'cookie':
      return rewriteCookies(value, subject, resolve);
    case 'if-match':
    case 'if-none-match':
    case 'if-range':
      return rewriteTags(value, subject, resolve);
    default:
      return rewriteToken(value, placeOf(name, null, subject), subject, resolve);
  }
}

/** A credential is an identity whatever it looks like. */
const credentialPlace: IdentityPlace = {
  sense: { role: 'id', kind: 'token', changes: false },
  kind: 'token',
};

function rewriteCredentials(value: string, subject: Subject, resolve: Resolve): string | null {
  const space = value.indexOf(' ');
  const [scheme, rest] = [value.slice(0, space + 1), value.slice(space + 1).trim()];
  if (scheme.trim().toLowerCase() !== 'basic') {
    const written = rewriteToken(rest, credentialPlace, subject, resolve);
    return written === null ? null : scheme + written;
  }
  const parts = Buffer.from(rest, 'base64').toString('utf8').split(':');
  const written = parts.map(
    (part) => rewriteToken(part, credentialPlace, subject, resolve) ?? part,
  );
  if (written.every((part, at) => part === parts[at])) return null;
  return scheme + Buffer.from(written.join(':')).toString('base64');
}

/** The place of a cookie's value, by the cookie's name. */
export function cookiePlace(name: string): IdentityPlace {
  return { sense: { role: 'id', kind: '', changes: true }, kind: `cookie ${name}` };
}

function rewriteCookies(value: string, subject: Subject, resolve: Resolve): string | null {
  const cookies = value.split(';');
  const written = cookies.map((cookie) => {
    const equals = cookie.indexOf('=');
    if (equals < 0) return cookie;
    const [name, text] = [cookie.slice(0, equals).trim(), cookie.slice(equals + 1).trim()];
    const theirs = rewriteToken(text, cookiePlace(name), subject, resolve);
    return theirs === null ? cookie : `${cookie.slice(0, equals)}=${theirs}`;
  });
  const joined = written.join(';');
  return joined === value ? null : joined;
}

/** The place of what stands in the quotes of an entity tag. */
export function tagPlace(subject: Subject): IdentityPlace {
  return {
    sense: { role: 'id', kind: 'etag', changes: true },
    kind: changingKind('etag', subject),
  };
}

function rewriteTags(value: string, subject: Subject, resolve: Resolve): string | null {
  const written = value.replaceAll(/"([^"]*)"/g, (quoted, tag: string) => {
    const theirs = resolve(tag, tagPlace(subject));
    return theirs === undefined ? quoted : `"${theirs.candidate}"`;
  });
  return written === value ? null : written;
}
