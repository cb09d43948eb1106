import type { TextSpan } from '../../vocabulary/token-windows.ts';
import type { FieldEcho } from './field-echo.ts';

/** An ordinary page shows the headers of a request less often. */
const echoesMax = 32;

/** Opening characters and the characters that close them. */
const closers: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '`': '`',
  '[': ']',
  '(': ')',
};

const openTagAtEnd = /<[A-Za-z][^<>]{0,80}>[ \t]*$/;
const closeTagAtStart = /^[ \t]*<\/[A-Za-z][^<>]{0,80}>/;
const separatorAtStart = /^(?:[ \t]*[,;&|][ \t]*|[ \t]+|<br ?\/?>)/;
const separatorAtEnd = /(?:[ \t]*[,;&|][ \t]*|[ \t]+|<br ?\/?>)$/;

/** How many characters around an echo may belong to it. */
const reach = 200;

/**
 * Removes each echo from a text, with the quotes, brackets, tags, line or separator that belong only to it.
 */
export function textWithoutEcho(text: string, { both }: FieldEcho): string {
  let left = '';
  let from = 0;
  let count = 0;
  for (const { index, 0: echo, 1: gap = '' } of text.matchAll(both)) {
    if (count === echoesMax) break;
    count += 1;
    const span = withSeparator(
      text,
      widened(text, { start: index, end: index + echo.length }, gap),
    );
    if (span.start < from) continue;
    left += text.slice(from, span.start);
    from = span.end;
  }
  return left + text.slice(from);
}

/** Widens a span by what encloses the name, the value, and both of them. */
function widened(text: string, { start, end }: TextSpan, gap: string): TextSpan {
  let span = {
    start: start - lengthBefore(text, start, gap[0], gap.startsWith('</')),
    end: end + lengthBehind(text, end, gap.at(-1)),
  };
  for (let next = enclosing(text, span); next !== null; next = enclosing(text, span)) span = next;
  return span;
}

/** The length of the quote or tag that opens before the name and closes after it. */
function lengthBefore(text: string, at: number, closer = '', isTag = false): number {
  if (isTag) return openTagAtEnd.exec(text.slice(Math.max(0, at - reach), at))?.[0].length ?? 0;
  return closer !== '' && closers[text[at - 1] ?? ''] === closer ? 1 : 0;
}

/** The length of what closes the quote, bracket or tag that opens before the value. */
function lengthBehind(text: string, at: number, opener = ''): number {
  if (opener === '>') return closeTagAtStart.exec(text.slice(at, at + reach))?.[0].length ?? 0;
  return closers[opener] !== undefined && text[at] === closers[opener] ? 1 : 0;
}

/** Null if nothing encloses it. Braces belong to the object around it, and stay. */
function enclosing(text: string, { start, end }: TextSpan): TextSpan | null {
  const closer = closers[text[start - 1] ?? ''];
  if (closer !== undefined && text[end] === closer) return { start: start - 1, end: end + 1 };
  const open = openTagAtEnd.exec(text.slice(Math.max(0, start - reach), start));
  const close = closeTagAtStart.exec(text.slice(end, end + reach));
  if (open === null || close === null) return null;
  return { start: start - open[0].length, end: end + close[0].length };
}

/** Widens a span by the rest of its line, or by one of the separators around it. */
function withSeparator(text: string, span: TextSpan): TextSpan {
  const before = text.slice(Math.max(0, span.start - reach), span.start);
  const behind = text.slice(span.end, span.end + reach);
  const indent = /(?:^|\n)([ \t]*)$/.exec(before);
  const lineRest = /^[ \t]*(\r?\n|$)/.exec(behind);
  if (indent !== null && lineRest !== null) {
    const start = span.start - (indent[1]?.length ?? 0);
    if (lineRest[1] !== '') return { start, end: span.end + lineRest[0].length };
    const lineEnd = /\r?\n$/.exec(text.slice(0, start))?.[0].length ?? 0;
    return { start: start - lineEnd, end: span.end + lineRest[0].length };
  }
  const after = separatorAtStart.exec(behind)?.[0].length ?? 0;
  const first = separatorAtEnd.exec(before)?.[0].length ?? 0;
  return after > 0 && (first > 0 || /(?:^|[[({>?\n])$/.test(before))
    ? { start: span.start, end: span.end + after }
    : { start: span.start - first, end: span.end };
}
