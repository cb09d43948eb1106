import { textWithoutEcho } from './echo-in-text.ts';
import type { FieldEcho } from './field-echo.ts';

/** A member or an element of the text being parsed. */
interface Item {
  /** Offset of the value, or of the name of a member. */
  readonly start: number;
  end: number;
  /** The name of a member; null for an element. */
  readonly key: string | null;
  /** The text of a string; null for other values. */
  readonly text: string | null;
  /** `value`: it is the value that was sent; `whole`: it contains the echo and nothing else. */
  echo: 'none' | 'value' | 'whole';
}

interface Container {
  readonly isObject: boolean;
  readonly items: Item[];
  /** The name of the member that comes next. */
  name: Item | null;
}

interface Cut {
  readonly start: number;
  readonly end: number;
  readonly by: string;
}

/** No API's answer is nested deeper. */
const depthMax = 1000;

/**
 * Removes each echo from a JSON text: the member with its value, the pair of name and value in a list, the
 * object that has both, and the part of a string.
 *
 * @returns null if the text is not JSON
 */
export function jsonWithoutEcho(text: string, echo: FieldEcho): string | null {
  if (!isJson(text)) return null;
  const cuts: Cut[] = [];
  const stack: Container[] = [{ isObject: false, items: [], name: null }];
  for (let at = 0; at < text.length;) {
    const container = stack.at(-1);
    if (container === undefined || stack.length > depthMax) return null;
    const code = text.charCodeAt(at);
    const end = tokenEnd(text, at);
    if (code === colon) container.name = container.items.pop() ?? null;
    else if (code === closeBrace || code === closeBracket) {
      stack.pop();
      const item = stack.at(-1)?.items.at(-1);
      if (item === undefined) return null;
      item.end = end;
      item.echo = echoIn(container, echo);
      // The only header of a list of headers is removed, but the empty list stays.
      const isElement = stack.length > 1 && stack.at(-1)?.isObject === false;
      if (item.echo !== 'whole' || !isElement) cutItems(container, echo, cuts);
    } else if (code > space && code !== comma) {
      container.items.push(itemOf(text.slice(at, end), at, container, echo, cuts));
      container.name = null;
      if (code === openBrace || code === openBracket) {
        stack.push({ isObject: code === openBrace, items: [], name: null });
      }
    }
    at = end;
  }
  return withoutCuts(text, cuts);
}

const [space, quote, comma, colon] = [0x20, 0x22, 0x2c, 0x3a];
const [openBracket, closeBracket, openBrace, closeBrace] = [0x5b, 0x5d, 0x7b, 0x7d];
const punctuation: ReadonlySet<number> = new Set([
  comma,
  colon,
  openBracket,
  closeBracket,
  openBrace,
  closeBrace,
]);

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function tokenEnd(text: string, start: number): number {
  const code = text.charCodeAt(start);
  if (code === quote) return stringEnd(text, start);
  if (code <= space || punctuation.has(code)) return start + 1;
  let end = start + 1;
  while (end < text.length && text.charCodeAt(end) > space) {
    if (punctuation.has(text.charCodeAt(end))) break;
    end += 1;
  }
  return end;
}

function stringEnd(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  for (; end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text[end - 1 - slashes] === '\\') slashes += 1;
    if (slashes % 2 === 0) return end + 1;
  }
  return text.length;
}

function itemOf(
  token: string,
  at: number,
  { name, isObject }: Container,
  echo: FieldEcho,
  cuts: Cut[],
): Item {
  const text = token.startsWith('"') ? (JSON.parse(token) as string) : null;
  const end = at + token.length;
  const item: Item = {
    start: name?.start ?? at,
    end,
    key: name === null ? null : name.text,
    text,
    echo: text !== null && echo.isValue(text) ? 'value' : 'none',
  };
  if (text === null || !echo.needles.some((needle) => text.includes(needle))) return item;
  const left = textWithoutEcho(text, echo);
  if (left === '' && !isObject) item.echo = 'whole';
  else if (left !== text) cuts.push({ start: at, end, by: asciiJson(left) });
  return item;
}

/** The text has one character for each octet, so an escaped character must stay escaped. */
function asciiJson(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\u0100-\uffff]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** How much of the echo a container holds, for the container around it. */
function echoIn({ isObject, items }: Container, echo: FieldEcho): Item['echo'] {
  const [first] = items;
  const hasValue = items.some((item) => item.echo === 'value');
  if (first === undefined || !hasValue) return 'none';
  if (isObject) {
    const isNamed = items.some(({ text }) => text !== null && echo.isName(text));
    return isNamed || (items.length === 1 && isEchoMember(first, echo)) ? 'whole' : 'none';
  }
  if (items.length === 1) return 'value';
  return items.length === 2 && echo.isName(first.text ?? '') ? 'whole' : 'none';
}

function isEchoMember({ key, echo: has }: Item, echo: FieldEcho): boolean {
  return key !== null && echo.isName(key) && has === 'value';
}

/** Removes echoes from a container, each with the comma before it, or after it if it comes first. */
function cutItems({ isObject, items }: Container, echo: FieldEcho, cuts: Cut[]): void {
  let lastKept: Item | null = null;
  for (const [at, item] of items.entries()) {
    const isCut = isObject ? isEchoMember(item, echo) : isEchoElement(items, at, echo);
    if (!isCut) lastKept = item;
    else if (lastKept !== null) cuts.push({ start: lastKept.end, end: item.end, by: '' });
    else cuts.push({ start: item.start, end: items[at + 1]?.start ?? item.end, by: '' });
  }
}

/** Whether an element is an echo, or the name or the value of one in two successive elements. */
function isEchoElement(items: readonly Item[], at: number, echo: FieldEcho): boolean {
  const item = items[at];
  if (item?.echo === 'whole') return true;
  if (item?.echo === 'value') return echo.isName(items[at - 1]?.text ?? '');
  return echo.isName(item?.text ?? '') && items[at + 1]?.echo === 'value';
}

function withoutCuts(text: string, cuts: readonly Cut[]): string {
  let left = '';
  let from = 0;
  for (const { start, end, by } of cuts.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (end <= from) continue;
    if (start >= from) left += text.slice(from, start) + by;
    from = end;
  }
  return left + text.slice(from);
}
