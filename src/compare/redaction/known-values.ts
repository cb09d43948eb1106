import type { Span, SpanFinder } from './span.ts';
import { formsOf, valueCharsMax } from './value-forms.ts';

/** Values of which more are known are not all looked for: those that were found first are. */
const valuesMax = 300;

/** A shorter value is hidden only where it stands as a word of its own. */
const substringCharsMin = 8;

/** Forms that begin alike; with more of them, what begins so is hidden up to the end of the word. */
const alikeMax = 16;

interface Needle {
  readonly text: string;
  readonly isWord: boolean;
  /** It is the beginning of a longer value: what follows it is hidden to the end. */
  readonly isCut: boolean;
}

/**
 * Makes the finder of values that are secrets in one exchange, in all forms in which they may be written, in
 * upper and lower case. Its cost does not depend on how many there are: it looks a form up by its first four
 * characters.
 *
 * @returns null where none is worth looking for
 */
export function findKnownValues(values: Iterable<string>): SpanFinder | null {
  const needles = new Map<string, Needle[]>();
  const keys = new Uint8Array(1 << 12);
  let count = 0;
  for (const value of values) {
    if (count >= valuesMax) break;
    if (!isWorthFinding(value)) continue;
    count += 1;
    const about = {
      isWord: value.length < substringCharsMin,
      isCut: value.length > valueCharsMax,
    };
    for (const form of formsOf(value)) {
      const text = form.toLowerCase();
      if (text.length < keyChars) continue;
      const start = text.slice(0, keyChars);
      const alike = needles.get(start);
      if (alike === undefined) needles.set(start, [{ text, ...about }]);
      else if (alike.length <= alikeMax) alike.push({ text, ...about });
      keys[hashOf(keyOf(text))] = 1;
    }
  }
  if (count === 0) return null;
  return (text) => spansOf(text, needles, keys);
}

const keyChars = 4;

function* spansOf(
  text: string,
  needles: ReadonlyMap<string, readonly Needle[]>,
  keys: Uint8Array,
): Generator<Span> {
  if (text.length < keyChars) return;
  const folded = foldedCase(text);
  const endOfWord = wordEnds(folded);
  let key = keyOf(folded);
  for (let last = keyChars - 1; last < folded.length; last += 1) {
    if (last >= keyChars) key = nextKey(key, folded.charCodeAt(last));
    if (keys[hashOf(key)] === 0) continue;
    const start = last - keyChars + 1;
    const alike = needles.get(folded.slice(start, last + 1));
    if (alike === undefined) continue;
    const end = alike.length > alikeMax ? endOfWord(start) : matchEnd(folded, start, alike);
    if (end > start) yield { start, end };
  }
}

/** The end of the longest match; the start for none. */
function matchEnd(text: string, start: number, alike: readonly Needle[]): number {
  let end = start;
  for (const { text: needle, isWord, isCut } of alike) {
    const needleEnd = start + needle.length;
    if (needleEnd <= end || !text.startsWith(needle, start)) continue;
    if (isWord && (isWordAt(text, start - 1) || isWordAt(text, needleEnd))) continue;
    end = isCut ? text.length : needleEnd;
  }
  return end;
}

/** Finds where words end, in a text that is gone through from its start: each word is read once. */
function wordEnds(text: string): (start: number) => number {
  let known = -1;
  return (start) => {
    if (known < start) known = start;
    while (known < text.length && isWordAt(text, known)) known += 1;
    return known;
  };
}

function isWordAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return (
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x61 && code <= 0x7a) ||
    code > 0x7f
  );
}

function keyOf(text: string): number {
  let key = 0;
  for (let i = 0; i < keyChars; i += 1) key = nextKey(key, text.charCodeAt(i));
  return key;
}

/** The last four characters, of each its low byte. */
function nextKey(key: number, code: number): number {
  return (key << 8) | (code & 0xff);
}

function hashOf(key: number): number {
  return Math.imul(key, 0x9e3779b1) >>> 20;
}

/** With every character in its place. */
function foldedCase(text: string): string {
  const folded = text.toLowerCase();
  if (folded.length === text.length) return folded;
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** What is so short or common that finding it elsewhere means nothing is hidden in its own place alone. */
function isWorthFinding(value: string): boolean {
  if (value.length < keyChars) return false;
  if (value.length >= substringCharsMin) return !/^[\s*.•x-]+$/i.test(value);
  if (/^[0-9]+$/.test(value)) return value.length >= 6;
  return /[0-9]/.test(value) && /[^0-9\s.,:/-]/.test(value);
}
