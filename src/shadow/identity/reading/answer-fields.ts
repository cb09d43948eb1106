import { parseSetCookie } from 'cookie';
import type { RawFields } from '../../../vocabulary/raw-head.ts';
import {
  contextOf,
  cookieContext,
  type FieldContext,
  tagContext,
} from '../recognizing/field-context.ts';
import { mayHoldIdentities } from '../recognizing/header-fields.ts';
import type { Subject } from '../recognizing/subject.ts';

/** A header value in an answer that may be an identity, or a URL that may contain some. */
export interface FieldValue {
  /** The same for corresponding values of two answers. */
  readonly name: string;
  readonly text: string;
  readonly context: FieldContext;
}

/** The values in the headers of an answer that may be identities. */
export function fieldValues(fields: RawFields, subject: Subject): readonly FieldValue[] {
  const values: FieldValue[] = [];
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const name = (fields[i] ?? '').toLowerCase();
    if (!mayHoldIdentities(name) || isOfEveryAnswer(name)) continue;
    values.push(...valuesOf(name, fields[i + 1] ?? '', subject));
  }
  return values;
}

/** Fields that most answers have and that contain no identities. */
function isOfEveryAnswer(name: string): boolean {
  return (
    name === 'server' ||
    name === 'vary' ||
    name === 'via' ||
    name === 'last-modified' ||
    name === 'www-authenticate' ||
    name.startsWith('access-control-') ||
    name.startsWith('x-ratelimit-')
  );
}

function valuesOf(name: string, value: string, subject: Subject): readonly FieldValue[] {
  switch (name) {
    case 'etag': {
      // Some servers omit the quotes.
      const tag = /"([^"]*)"/.exec(value)?.[1] ?? value.trim();
      return [{ name, text: tag, context: tagContext(subject) }];
    }
    case 'set-cookie': {
      const cookie = parseSetCookie(value);
      const own = `cookie ${cookie.name}`;
      return [
        { name: own, text: cookie.value ?? '', context: cookieContext(cookie.name) },
        { name: `path of ${own}`, text: cookie.path ?? '', context: contextOf('', null, subject) },
      ];
    }
    case 'link':
      return Array.from(value.matchAll(/<([^>]{1,4096})>/g), ([, url = ''], at) => ({
        name: `link ${at}`,
        text: url,
        context: contextOf('', null, subject),
      }));
    default:
      return [{ name, text: value, context: contextOf(name, null, subject) }];
  }
}

const pageCharsMax = 200_000;
const inputs = /<(?:input|meta)\b[^<>]{1,5000}>/gi;
const nameIn = /\sname\s*=\s*["']?([^"'\s>]+)/i;
const valueIn = /\s(?:value|content)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i;

/**
 * The values that the forms of a page will send: tokens against forgery, and the things that they are about.
 */
export function inputValues(page: string, subject: Subject): readonly FieldValue[] {
  if (page.length > pageCharsMax || !page.includes('<')) return [];
  const values: FieldValue[] = [];
  for (const [tag] of page.matchAll(inputs)) {
    const name = nameIn.exec(tag)?.[1];
    const value = valueIn
      .exec(tag)
      ?.slice(1)
      .find((text) => text !== undefined);
    if (name === undefined || value === undefined) continue;
    values.push({ name: `input ${name}`, text: value, context: contextOf(name, null, subject) });
  }
  return values;
}
