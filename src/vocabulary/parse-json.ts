import { randomBytes } from 'node:crypto';

/** Stands before the hexadecimal form of a name, while the text is being parsed. */
const mark = `name:${randomBytes(16).toString('hex')}:`;

/** A string, and the colon that makes it the name of a member. */
const stringToken = /("(?:[^"\\]|\\[^])*")(\s*:)?/g;

/**
 * `JSON.parse`, but for a fault in V8 (seen in Node 26.10): a name that is written with an escape is
 * held, as it is written, against names that the engine has met in such objects before, so that
 * `{"\n":1}` may come out as `{"\\":1}`. Names with an escape are parsed in another form, which has
 * none; texts without such names pay for a search for backslashes.
 *
 * @throws SyntaxError as `JSON.parse` does; its message quotes the text, so it must not be logged
 */
export function parseJson(text: string, reviver?: Parameters<typeof JSON.parse>[1]): unknown {
  if (!hasEscapedName(text)) return JSON.parse(text, reviver) as unknown;
  const value = JSON.parse(text.replaceAll(stringToken, inOtherForm), reviver) as unknown;
  restoreNames(value);
  return value;
}

function hasEscapedName(text: string): boolean {
  for (let at = text.indexOf('\\'); at >= 0; at = text.indexOf('\\', at)) {
    while (at < text.length && text.charCodeAt(at) !== quote) {
      at += text.charCodeAt(at) === backslash ? 2 : 1;
    }
    at += 1;
    while (isWhiteSpace(text.charCodeAt(at))) at += 1;
    if (text.charCodeAt(at) === colon) return true;
  }
  return false;
}

const quote = 0x22;
const colon = 0x3a;
const backslash = 0x5c;

function isWhiteSpace(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;
}

function inOtherForm(token: string, text: string, rest: string | undefined): string {
  if (rest === undefined || !text.includes('\\')) return token;
  const name = stringOf(text);
  return name === null ? token : `"${mark}${Buffer.from(name, 'utf16le').toString('hex')}"${rest}`;
}

/** Null for what is no string by the grammar: parsing the whole will say so. */
function stringOf(text: string): string | null {
  try {
    return JSON.parse(text) as string;
  } catch {
    return null;
  }
}

/** In place, and without recursion: the text may be nested as deep as it likes. */
function restoreNames(document: unknown): void {
  const left: unknown[] = [document];
  while (left.length > 0) {
    const value = left.pop();
    if (typeof value !== 'object' || value === null) continue;
    const members = Object.entries(value);
    for (const [, member] of members) left.push(member);
    if (Array.isArray(value) || !members.some(([name]) => name.startsWith(mark))) continue;
    for (const [name] of members) Reflect.deleteProperty(value, name);
    for (const [name, member] of members) define(value, nameOf(name), member);
  }
}

function nameOf(name: string): string {
  if (!name.startsWith(mark)) return name;
  return Buffer.from(name.slice(mark.length), 'hex').toString('utf16le');
}

/** Also where it is called `__proto__`. */
function define(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}
