import type { RawFields } from '../../../vocabulary/raw-head.ts';
import {
  contextOf,
  cookieContext,
  credentialContext,
  type FieldContext,
  tagContext,
} from '../recognizing/field-context.ts';
import { mayHoldIdentities } from '../recognizing/header-fields.ts';
import type { Subject } from '../recognizing/subject.ts';
import { applyEdits } from './edits.ts';
import { editsInValue } from './edits-in-value.ts';
import type { Resolve, Scope } from './scope.ts';

/** Called for each value in a field that may be an identity. */
export type ResolveIn = (field: string) => Resolve;

/** Writes a request's fields with the candidate's identities; returns the same array if nothing changes. */
export function translateFields(
  fields: RawFields,
  subject: Subject,
  resolveIn: ResolveIn,
): RawFields {
  let written: string[] | null = null;
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const name = (fields[i] ?? '').toLowerCase();
    if (!mayHoldIdentities(name)) continue;
    const value = translateField(name, fields[i + 1] ?? '', { subject, resolve: resolveIn(name) });
    if (value === fields[i + 1]) continue;
    written ??= [...fields];
    written[i + 1] = value;
  }
  return written ?? fields;
}

function translateField(name: string, value: string, scope: Scope): string {
  switch (name) {
    case 'authorization':
    case 'proxy-authorization':
      return translateCredentials(value, scope);
    case 'cookie':
      return translateCookies(value, scope);
    case 'if-match':
    case 'if-none-match':
    case 'if-range':
      return translateTags(value, scope);
    default:
      return translateValue(value, contextOf(name, null, scope.subject), scope);
  }
}

function translateValue(value: string, context: FieldContext, scope: Scope): string {
  const edits = editsInValue(value, context, scope);
  return edits.length === 0 ? value : applyEdits(value, edits);
}

function translateCredentials(value: string, scope: Scope): string {
  const space = value.indexOf(' ');
  const [scheme, rest] = [value.slice(0, space + 1), value.slice(space + 1).trim()];
  if (scheme.trim().toLowerCase() !== 'basic') {
    const written = translateValue(rest, credentialContext, scope);
    return written === rest ? value : scheme + written;
  }
  const parts = Buffer.from(rest, 'base64').toString('utf8').split(':');
  const written = parts.map((part) => translateValue(part, credentialContext, scope));
  if (written.every((part, at) => part === parts[at])) return value;
  return scheme + Buffer.from(written.join(':')).toString('base64');
}

function translateCookies(value: string, scope: Scope): string {
  const written = value.split(';').map((cookie) => {
    const equals = cookie.indexOf('=');
    if (equals < 0) return cookie;
    const [name, text] = [cookie.slice(0, equals).trim(), cookie.slice(equals + 1).trim()];
    const theirs = translateValue(text, cookieContext(name), scope);
    return theirs === text ? cookie : `${cookie.slice(0, equals)}=${theirs}`;
  });
  return written.join(';');
}

function translateTags(value: string, scope: Scope): string {
  const context = tagContext(scope.subject);
  if (!value.includes('"')) return translateValue(value, context, scope);
  return value.replaceAll(
    /"([^"]*)"/g,
    (_, tag: string) => `"${translateValue(tag, context, scope)}"`,
  );
}
