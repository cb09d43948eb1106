import { matchesOf } from './matches-of.ts';
import { isSecretName } from '../../vocabulary/secret-names.ts';
import type { Span } from './span.ts';

/** `{"name": "password", "value": "…"}`, as in lists of variables and headers. */
const nameFirst =
  /"(?:name|key|field|header|param|variable|id|label)"\s{0,8}:\s{0,8}"([^"\\]{1,64})"\s{0,8},\s{0,64}"(?:value|val|content|data)"\s{0,8}:\s{0,8}("(?:[^"\\]|\\.)*"?|[^\s,}\]]+)/gi;

/** The same in the other order. */
const valueFirst =
  /"(?:value|val|content|data)"\s{0,8}:\s{0,8}("(?:[^"\\]|\\.){0,4096}"|[^\s,}\]"]{1,64})\s{0,8},\s{0,64}"(?:name|key|field|header|param|variable|id|label)"\s{0,8}:\s{0,8}"([^"\\]{1,64})"/gi;

/** `["X-Api-Key", "…"]`, as in lists of headers. */
const listed = /\[\s{0,64}"([^"\\]{1,64})"\s{0,8},\s{0,64}("(?:[^"\\]|\\.){0,4096}")\s{0,64}\]/g;

/** `<name>password</name><value>…</value>`, as in lists of properties. */
const siblings =
  /<(name|key|field|header|param)>\s{0,8}([^<>]{1,64}?)\s{0,8}<\/\1>\s{0,64}<(value|string|data)>([^<]{1,4096})</gi;

/** A field of a multipart form. */
const formPart = /\bname="([^"\r\n]{1,128})"[^\n]{0,1024}\r?\n(?:[^\r\n]{1,1024}\r?\n){0,8}\r?\n/g;

/** Secrets whose names are values beside them. */
export function* pairedSecrets(text: string): Generator<Span> {
  if (text.includes('":')) {
    for (const match of matchesOf(text, nameFirst)) {
      const [whole, name = '', value = ''] = match;
      const end = match.index + whole.length;
      if (isSecretName(name)) yield { start: end - value.length, end };
    }
    for (const match of matchesOf(text, valueFirst)) {
      const [whole, value = '', name = ''] = match;
      const start = match.index + whole.indexOf(value, whole.indexOf(':') + 1);
      if (isSecretName(name)) yield { start, end: start + value.length };
    }
  }
  if (text.includes('["') || text.includes('[ ')) {
    for (const match of matchesOf(text, listed)) {
      const [whole, name = '', value = ''] = match;
      const start = match.index + whole.lastIndexOf(value);
      if (isSecretName(name)) yield { start, end: start + value.length };
    }
  }
  if (text.includes('</')) {
    for (const match of matchesOf(text, siblings)) {
      const [whole, , name = '', , value = ''] = match;
      const end = match.index + whole.length - 1;
      if (isSecretName(name)) yield { start: end - value.length, end };
    }
  }
  if (text.includes('name="')) yield* formParts(text);
}

function* formParts(text: string): Generator<Span> {
  let hiddenTo = 0;
  for (const match of matchesOf(text, formPart)) {
    const start = match.index + match[0].length;
    // Hidden parts are not searched again, or many parts would cost their square.
    if (start <= hiddenTo || !isSecretName(match[1] ?? '')) continue;
    const end = text.indexOf('\n--', start);
    hiddenTo = end === -1 ? text.length : end;
    yield { start, end: hiddenTo };
  }
}

/** The members that contain a name, and those that contain its value. */
const naming: ReadonlySet<string> = new Set([
  'name',
  'key',
  'field',
  'header',
  'param',
  'variable',
  'id',
  'label',
]);
const carrying: ReadonlySet<string> = new Set(['value', 'val', 'content', 'data']);

/** Whether a list is a name and a secret value. */
export function isSecretPair(list: readonly unknown[]): boolean {
  const [name, value] = list;
  return (
    list.length === 2 && typeof name === 'string' && typeof value === 'string' && isSecretName(name)
  );
}

/** Whether a member of an object is a secret by the name in another member. */
export function isNamedBeside(object: Readonly<Record<string, unknown>>, member: string): boolean {
  if (!carrying.has(member.toLowerCase())) return false;
  return Object.entries(object).some(
    ([key, name]) =>
      typeof name === 'string' && naming.has(key.toLowerCase()) && isSecretName(name),
  );
}
