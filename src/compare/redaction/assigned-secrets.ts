import type { Span } from './span.ts';
import { hidesAllBelow, isSecretName } from '../../vocabulary/secret-names.ts';

/** The characters that assign a value to a name; percent-encoded in a URL that is another URL's parameter. */
const operator = /=>|[:=]|%(?:25){0,2}3[AaDd]/g;

/**
 * The values that are assigned to a secret's name in the middle of a text: `password=…`,
 * `"api_key": "…"`, `user[password]=…`, `Cookie: …`, and the same in JSON inside a JSON string. Text that
 * cannot be separated from the value, such as the rest of a line, is included.
 */
export function* assignedSecrets(text: string): Generator<Span> {
  for (let at = 0; ;) {
    operator.lastIndex = at;
    const match = operator.exec(text);
    if (match === null) return;
    const nameQuoted = isQuote(text.charCodeAt(skipBlanksBack(text, match.index) - 1));
    at = operator.lastIndex;
    const found = nameBefore(text, match.index);
    const { name, start: nameStart } = found;
    if (!isSecretPhrase(text, found)) continue;
    const start = skipBlanks(text, at);
    if (isBracket(text.charCodeAt(start)) && isSecretName(name) && !hidesAllBelow(name)) continue;
    const inQuery =
      match[0] === '=' &&
      opensParameter(text.charCodeAt(nameStart - 1)) &&
      !isQuote(text.charCodeAt(start));
    const end = inQuery
      ? endBy(queryDelimiter, text, start)
      : valueEnd(text, start, nameQuoted, match[0]);
    if (!isHarmless(text.slice(start, Math.min(end, start + harmlessCharsMax)))) {
      yield { start, end };
    }
    at = Math.max(at, end);
  }
}

/** `?`, `&` and `#`. */
function opensParameter(code: number): boolean {
  return code === 0x3f || code === 0x26 || code === 0x23;
}

/** The largest number of blanks and backslashes around names and values. */
const paddingMax = 8;
const nameCharsMax = 128;

interface Name {
  readonly name: string;
  readonly start: number;
}

/**
 * The name that an operator assigns to, with the names in brackets that belong to it. Parts of it may have
 * JSON or URL escapes. It reads no more of the text before the operator than the longest name, so the cost of
 * many operators stays linear in the text.
 */
function nameBefore(text: string, operatorAt: number): Name {
  let end = skipBlanksBack(text, operatorAt);
  if (isQuote(text.charCodeAt(end - 1))) end -= 1;
  else
    end -=
      escapedQuote.exec(text.slice(Math.max(0, end - escapedQuoteCharsMax), end))?.[0].length ?? 0;
  for (let i = 0; i < paddingMax && text.charCodeAt(end - 1) === backslash; i += 1) end -= 1;
  let start = end;
  let escapes = 0;
  let inBrackets = false;
  while (start > 0 && end - start < nameCharsMax) {
    const code = text.charCodeAt(start - 1);
    if (code === percent || code === backslash) {
      const escape = escapeAt(text, start - 1);
      if (escape === null) break;
      if (!isEscapedNameCode(escape.code)) {
        return { name: unescaped(text.slice(start - 1 + escape.length, end)), start };
      }
      escapes += 1;
      if (escapes > escapesMax) break;
    } else if (code === closingBracket || code === openingBracket) {
      inBrackets = code === closingBracket;
    } else if (!isNameCode(code) && !(inBrackets && isQuote(code))) {
      break;
    }
    start -= 1;
  }
  const name = text.slice(start, end);
  // In `\ntoken`, the first letter may belong to an escaped line end.
  if (text.charCodeAt(start - 1) === backslash && isSecretName(name.slice(1))) {
    return { name: name.slice(1), start: start + 1 };
  }
  return { name: escapes > 0 ? unescaped(name) : name, start };
}

/** Names have fewer escapes. Each is read again for each operator after it. */
const escapesMax = 40;

/** A quote as URLs, JSON and HTML write it. */
const escapedQuote = /(?:%(?:25){0,2}2[27]|\\u002[27]|&quot;|&#3[49];)$/;
const escapedQuoteCharsMax = 7;

/** A name of two words, such as `recovery code`, as people write it: the word before a name. */
const wordBefore = /(?<=^|[^A-Za-z0-9])[A-Za-z]{2,20}[ +]$/;

function isSecretPhrase(text: string, { name, start }: Name): boolean {
  if (isSecretName(name)) return true;
  const blank = text.charCodeAt(start - 1);
  if (name === '' || (blank !== 0x20 && blank !== 0x2b)) return false;
  const before = wordBefore.exec(text.slice(Math.max(0, start - 22), start))?.[0];
  return before !== undefined && isSecretName(`${before.slice(0, -1)} ${name}`);
}

/** The character that `%41` or `\u0041` stands for; null if there is no such escape. */
function escapeAt(text: string, at: number): { code: number; length: number } | null {
  const match = escape.exec(text.slice(at, at + escapeCharsMax));
  return match === null ? null : { code: codeOf(match), length: match[0].length };
}

const escape = /^(?:\\u([0-9A-Fa-f]{4})|%([0-9A-Fa-f]{2}))/;
const escapes = /\\u([0-9A-Fa-f]{4})|%([0-9A-Fa-f]{2})/g;
const escapeCharsMax = 6;

/** URLs in parameters of URLs are encoded again each time. */
const encodedTimesMax = 3;

function unescaped(name: string): string {
  let plain = name;
  for (let i = 0; i < encodedTimesMax && /[%\\]/.test(plain); i += 1) {
    plain = plain.replaceAll(escapes, (...match) => String.fromCharCode(codeOf(match)));
  }
  return plain;
}

function codeOf([, unicode, encoded]: readonly unknown[]): number {
  return Number.parseInt(String(unicode ?? encoded), 16);
}

const percent = 0x25;
const openingBracket = 0x5b;
const backslash = 0x5c;
const closingBracket = 0x5d;

function isEscapedNameCode(code: number): boolean {
  return isNameCode(code) || code === openingBracket || code === closingBracket || code === percent;
}

/** The bracket of an array or an object. */
function isBracket(code: number): boolean {
  return code === openingBracket || code === 0x7b;
}

function isQuote(code: number): boolean {
  return code === 0x22 || code === 0x27;
}

/** Letters, digits, `_`, `.` and `-`. */
function isNameCode(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x2d && code <= 0x39 && code !== 0x2f) ||
    code === 0x5f
  );
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at - from < paddingMax && isBlank(text.charCodeAt(at))) at += 1;
  return at;
}

function skipBlanksBack(text: string, from: number): number {
  let at = from;
  while (from - at < paddingMax && isBlank(text.charCodeAt(at - 1))) at -= 1;
  return at;
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/**
 * @param nameQuoted as in JSON, in which an unquoted value is a number or a word
 * @param operator after a colon, as in a header or in YAML, a value continues to the end of the line
 */
function valueEnd(text: string, start: number, nameQuoted: boolean, operator: string): number {
  const code = text.charCodeAt(start);
  if (isBracket(code)) return bracketEnd(text, start);
  const quote = openingQuote.exec(text.slice(start, start + openingQuoteCharsMax))?.[0];
  if (quote !== undefined) {
    // A block string of GraphQL, or a text of Python.
    const opening = text.startsWith(quote.repeat(3), start) ? quote.repeat(3) : quote;
    return quoteEnd(text, start + opening.length, opening);
  }
  if (nameQuoted) return endBy(jsonDelimiter, text, start);
  if (operator === ':') return blockEnd(text, start, endBy(lineEnd, text, start));
  return endBy(operator.startsWith('=') ? delimiter : encodedDelimiter, text, start);
}

/** The start of a YAML value that continues on the next line. */
const blockStart = /^(?:[|>][-+0-9]{0,2})?[ \t]{0,8}\r?$/;
const blockLine = /\r?\n(?:[ \t]+\S[^\n]{0,2000}|- [^\n]{0,2000}|[ \t]*(?=\r?\n))/y;
const blockLinesMax = 100;

/** A value that begins on the line below its name continues over all indented lines. */
function blockEnd(text: string, start: number, end: number): number {
  if (end - start > 16 || !blockStart.test(text.slice(start, end))) return end;
  let at = end;
  for (let lines = 0; lines < blockLinesMax; lines += 1) {
    blockLine.lastIndex = at;
    if (!blockLine.test(text)) break;
    at = blockLine.lastIndex;
  }
  return at;
}

const openingQuote = /^\\{0,8}["']/;
const openingQuoteCharsMax = 9;
const jsonDelimiter = /[\s,}\]\\"]/g;
const lineEnd = /[\r\n<]/g;
const delimiter = /[\s"'&,;}\\<]/g;
const encodedDelimiter = /[\s"'&,;}\\<]|%(?:25){0,2}2[36]/g;
/** A value in a query may have commas, semicolons and apostrophes. */
const queryDelimiter = /[\s"&#\\<>]/g;

function endBy(stop: RegExp, text: string, start: number): number {
  stop.lastIndex = start;
  return stop.exec(text)?.index ?? text.length;
}

/** The offset after the closing quote; a quote after more backslashes belongs to the value. */
function quoteEnd(text: string, start: number, quote: string): number {
  for (let at = start; ;) {
    const found = text.indexOf(quote, at);
    if (found === -1) return text.length;
    if (text.charCodeAt(found - 1) !== 0x5c) return found + quote.length;
    at = found + 1;
  }
}

/**
 * The offset after the bracket that closes the first one. It also counts brackets in strings, and then hides
 * too much.
 */
function bracketEnd(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x5b || code === 0x7b) depth += 1;
    else if (code === 0x5d || code === 0x7d) depth -= 1;
    if (depth === 0) return at + 1;
  }
  return text.length;
}

/** These are not secrets, and readers should see them. */
const harmless = /^\\*(?:null|true|false|""|''|\\+"\\+"|)$/;
const harmlessCharsMax = 12;

function isHarmless(value: string): boolean {
  return harmless.test(value);
}
