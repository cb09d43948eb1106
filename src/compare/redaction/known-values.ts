import type { Span, SpanFinder } from './span.ts';
import { formsOf, valueCharsMax } from './value-forms.ts';

/** The most values to search for; the first ones count. */
const valuesMax = 300;

/** A shorter value is hidden only as a whole word. */
const substringCharsMin = 8;

/** The most forms with one beginning; with more, every word with that beginning is hidden to its end. */
const alikeMax = 16;

interface Needle {
  readonly text: string;
  readonly isWord: boolean;
  /** Whether it is the beginning of a longer value; the text after it is hidden to the end of the word. */
  readonly isCut: boolean;
}

/**
 * Creates the finder of the secrets of one exchange in all their forms, in upper and lower case. It looks a form up
 * by its first four characters, so its cost does not depend on their number.
 *
 * @param which `rare` leaves out values that may stand in an answer for another reason
 * @returns null if no value is worth a search
 */
export function findKnownValues(
  values: Iterable<string>,
  which: 'rare' | 'all' = 'rare',
): SpanFinder | null {
  const needles = new Map<string, Needle[]>();
  const keys = new Uint8Array(1 << 12);
  let count = 0;
  for (const value of values) {
    if (count >= valuesMax) break;
    if (value.length < keyChars || (which === 'rare' && !isWorthFinding(value))) continue;
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

/** Finds the ends of words in a text that is read from its start, so that each word is read once. */
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

/** The low bytes of the last four characters. */
function nextKey(key: number, code: number): number {
  return (key << 8) | (code & 0xff);
}

function hashOf(key: number): number {
  return Math.imul(key, 0x9e3779b1) >>> 20;
}

/** Lower case without a change of length. */
function foldedCase(text: string): string {
  const folded = text.toLowerCase();
  if (folded.length === text.length) return folded;
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Whether a value is long and rare enough that another occurrence is probably the same secret. */
function isWorthFinding(value: string): boolean {
  if (value.length >= substringCharsMin) return !/^[\s*.•x-]+$/i.test(value);
  if (/^[0-9]+$/.test(value)) return value.length >= 6;
  return /[0-9]/.test(value) && /[^0-9\s.,:/-]/.test(value);
}
