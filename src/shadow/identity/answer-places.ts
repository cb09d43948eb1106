import { parseSetCookie } from 'cookie';
import type { RawFields } from '../../vocabulary/raw-head.ts';
import { type IdentityPlace, placeOf, type Subject } from './identity-place.ts';
import { cookiePlace, mayHoldIdentities, tagPlace } from './rewrite-fields.ts';

/** A value in a header of an answer that may be an identity, or a URL that may hold some. */
export interface FieldValue {
  /** The same for values that correspond to each other in two answers. */
  readonly name: string;
  readonly text: string;
  readonly place: IdentityPlace;
}

/** What in the headers of an answer may be an identity. */
export function fieldValues(fields: RawFields, subject: Subject): readonly FieldValue[] {
  const values: FieldValue[] = [];
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const name = (fields[i] ?? '').toLowerCase();
    if (!mayHoldIdentities(name) || isOfEveryAnswer(name)) continue;
    values.push(...valuesOf(name, fields[i + 1] ?? '', subject));
  }
  return values;
}

/** Fields that most answers have, and none of them an identity. */
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
      const tag = /"([^"]*)"/.exec(value)?.[1];
      return tag === undefined ? [] : [{ name, text: tag, place: tagPlace(subject) }];
    }
    case 'set-cookie': {
      const cookie = parseSetCookie(value);
      const text = cookie.value ?? '';
      return [{ name: `cookie ${cookie.name}`, text, place: cookiePlace(cookie.name) }];
    }
    case 'link':
      return Array.from(value.matchAll(/<([^>]{1,4096})>/g), ([, url = ''], at) => ({
        name: `link ${at}`,
        text: url,
        place: placeOf('', null, subject),
      }));
    default:
      return [{ name, text: value, place: placeOf(name, null, subject) }];
  }
}
