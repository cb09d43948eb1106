import { hash, randomBytes } from 'node:crypto';
import type { RawFields } from '../../vocabulary/raw-head.ts';
import { forgetFirst } from '../forget-first.ts';

/** Names the sessions that a request may belong to; empty if nothing identifies the client. */
export type SessionNames = (fields: RawFields) => readonly string[];

/** Fields whose whole value identifies the client. */
const credentialFields: ReadonlySet<string> = new Set(['authorization', 'x-api-key', 'api-key']);

/** RFC 6265, section 6.1: a client need not keep more cookies for one host, so more are not normal. */
const cookiesMax = 50;

/** A secret is at least this long; `theme=dark` is shorter. */
const secretCharsMin = 16;

/**
 * Names each credential and cookie of a client as a session, because nothing shows which one the server uses.
 * Requests that share any may be from one client. The likeliest comes first. A name is a digest that has no
 * meaning outside this process.
 */
export function createSessionNames(): SessionNames {
  const salt = randomBytes(16).toString('latin1');
  const names = new Map<string, string>();
  const nameOf = (credential: string): string => {
    const known = names.get(credential);
    if (known !== undefined) return known;
    const name = hash('sha256', salt + credential, 'base64');
    names.set(credential, name);
    forgetFirst(names, namesMax);
    return name;
  };
  return (fields) => {
    const credentials: string[] = [];
    const cookies: string[] = [];
    for (let i = 0; i + 1 < fields.length; i += 2) {
      const name = (fields[i] ?? '').toLowerCase();
      if (credentialFields.has(name)) credentials.push(fields[i + 1] ?? '');
      else if (name === 'cookie') cookies.push(...cookiesOf(fields[i + 1] ?? ''));
    }
    if (cookies.length > cookiesMax) return none;
    if (cookies.length === 0 && credentials.length < 2) return credentials.map(nameOf);
    return [...new Set([...credentials, ...likelySecrets(cookies)].map(nameOf))];
  };
}

/** The names are cached, as a digest costs as much as everything else together. */
const namesMax = 10_000;

const none: readonly string[] = [];

/** Each cookie with its name, since values alone are not unique. */
function cookiesOf(value: string): readonly string[] {
  return value
    .split(';')
    .map((cookie) => cookie.trim())
    .filter((cookie) => cookie.includes('='));
}

/** The longest first; short ones count only if there are no others. */
function likelySecrets(cookies: readonly string[]): readonly string[] {
  const longestFirst = cookies.toSorted((a, b) => valueChars(b) - valueChars(a));
  const secrets = longestFirst.filter((cookie) => valueChars(cookie) >= secretCharsMin);
  return secrets.length > 0 ? secrets : longestFirst;
}

function valueChars(cookie: string): number {
  return cookie.length - cookie.indexOf('=') - 1;
}
