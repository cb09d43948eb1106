import { looksLikeToken } from '../../vocabulary/token-segment.ts';
import { readings } from './value-forms.ts';

/** Schemes of credentials, which are not secrets themselves. */
const scheme = /^(?:Basic|Bearer|Digest|Negotiate|Token|ApiKey|DPoP)(?:[ \t+]|%20)+/i;

/**
 * The values in a secret, without quotes. A secret with parts, such as a cookie field, an object or an element,
 * gives a value for each part.
 */
export function* secretValues(secret: string): Generator<string> {
  const text = secret
    .trim()
    .replace(/^\\*["']/, '')
    .replace(/\\*["']$/, '');
  if (text === '' || text.length > secretCharsMax) return;
  const prefix = scheme.exec(text)?.[0];
  if (prefix !== undefined) {
    const credentials = text.slice(prefix.length);
    yield* readings(credentials);
    if (/^basic/i.test(prefix)) yield* basicPassword(credentials);
    if (credentials.includes('=')) yield* assignedParts(credentials);
    return;
  }
  yield* readings(text);
  if (text.includes('\n')) yield* lines(text);
  if (/^[[{]/.test(text)) yield* leaves(text);
  else if (text.includes('<')) yield* pieces(text);
  else if (text.includes('=')) yield* assignedParts(text);
  yield* passwordIn(text);
}

const secretCharsMax = 64 * 1024;

/** The password in the scheme Basic: base64 of `user:password`. */
function* basicPassword(credentials: string): Generator<string> {
  const text = Buffer.from(credentials, 'base64').toString();
  yield text;
  if (text.includes(':')) yield text.slice(text.indexOf(':') + 1);
}

const linesMax = 100;

/** The lines of a value of several lines, as in YAML; the elements of a list. */
function* lines(text: string): Generator<string> {
  for (const line of text.split('\n', linesMax)) {
    const value = line
      .trim()
      .replace(/^- +/, '')
      .replaceAll(/^["']|["']$/g, '');
    if (value !== '') yield value;
  }
}

/** The password in `user:password`. */
function* passwordIn(text: string): Generator<string> {
  const colon = text.indexOf(':');
  if (colon < 0 || /\s/.test(text)) return;
  yield text;
  yield* readings(text.slice(colon + 1));
}

/** The values in `a=1; b=2` and `a="1", b="2"`. */
function* assignedParts(text: string): Generator<string> {
  for (const [, value = ''] of text.matchAll(/=\s{0,8}"?([^;,&"\s]+)/g)) yield* readings(value);
}

/** Strings and long numbers of JSON, except names of members that are not tokens. */
function* leaves(text: string): Generator<string> {
  const json = text.includes(String.raw`\"`) ? text.replaceAll(/\\+"/g, '"') : text;
  for (const match of json.matchAll(/"((?:[^"\\]|\\.)*)"(\s{0,8}:)?|([0-9]{6,})/g)) {
    const [, string, colon, number] = match;
    if (number !== undefined) yield number;
    else if (string !== undefined && (colon === undefined || looksLikeToken(string))) {
      yield* readings(string);
    }
  }
}

/** The text between tags. */
function* pieces(text: string): Generator<string> {
  for (const piece of text.split(/<!\[CDATA\[|\]\]>|<[^<>]*>/)) {
    if (piece.trim() !== '') yield* readings(piece.trim());
  }
}
