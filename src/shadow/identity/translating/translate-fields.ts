import type { RawFields } from '../../../vocabulary/raw-head.ts';
import {
  contextOf,
  cookieContext,
  credentialContext,
  tagContext,
} from '../recognizing/field-context.ts';
import { mayHoldIdentities } from '../recognizing/header-fields.ts';
import type { Subject } from '../recognizing/subject.ts';
import { type Resolve, translateToken } from './translate-token.ts';

/** Called for each value in a field that may be an identity. */
export type ResolveIn = (field: string) => Resolve;

/** Writes a request's fields in the candidate's terms; the same array where all stay as they are. */
export function translateFields(
  fields: RawFields,
  subject: Subject,
  resolveIn: ResolveIn,
): RawFields {
  let written: string[] | null = null;
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const name = (fields[i] ?? '').toLowerCase();
    if (!mayHoldIdentities(name)) continue;
    const value = translateField(name, fields[i + 1] ?? '', subject, resolveIn(name));
    if (value === null) continue;
    written ??= [...fields];
    written[i + 1] = value;
  }
  return written ?? fields;
}

function translateField(
  name: string,
  value: string,
  subject: Subject,
  resolve: Resolve,
): string | null {
  switch (name) {
    case 'authorization':
    case 'proxy-authorization':
      return translateCredentials(value, subject, resolve);
    case 'cookie':
      return translateCookies(value, subject, resolve);
    case 'if-match':
    case 'if-none-match':
    case 'if-range':
      return translateTags(value, subject, resolve);
    default:
      return translateToken(value, contextOf(name, null, subject), subject, resolve);
  }
}

function translateCredentials(value: string, subject: Subject, resolve: Resolve): string | null {
  const space = value.indexOf(' ');
  const [scheme, rest] = [value.slice(0, space + 1), value.slice(space + 1).trim()];
  if (scheme.trim().toLowerCase() !== 'basic') {
    const written = translateToken(rest, credentialContext, subject, resolve);
    return written === null ? null : scheme + written;
  }
  const parts = Buffer.from(rest, 'base64').toString('utf8').split(':');
  const written = parts.map(
    (part) => translateToken(part, credentialContext, subject, resolve) ?? part,
  );
  if (written.every((part, at) => part === parts[at])) return null;
  return scheme + Buffer.from(written.join(':')).toString('base64');
}

function translateCookies(value: string, subject: Subject, resolve: Resolve): string | null {
  const cookies = value.split(';');
  const written = cookies.map((cookie) => {
    const equals = cookie.indexOf('=');
    if (equals < 0) return cookie;
    const [name, text] = [cookie.slice(0, equals).trim(), cookie.slice(equals + 1).trim()];
    const theirs = translateToken(text, cookieContext(name), subject, resolve);
    return theirs === null ? cookie : `${cookie.slice(0, equals)}=${theirs}`;
  });
  const joined = written.join(';');
  return joined === value ? null : joined;
}

function translateTags(value: string, subject: Subject, resolve: Resolve): string | null {
  if (!value.includes('"')) return translateToken(value, tagContext(subject), subject, resolve);
  const written = value.replaceAll(/"([^"]*)"/g, (quoted, tag: string) => {
    const theirs = resolve(tag, tagContext(subject));
    return theirs === undefined ? quoted : `"${theirs.candidate}"`;
  });
  return written === value ? null : written;
}
