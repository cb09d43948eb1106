import { findTokens } from '../../../vocabulary/token-windows.ts';
import { type FieldContext, segmentContext } from '../recognizing/field-context.ts';
import type { Subject } from '../recognizing/subject.ts';
import { type Evidence, type NamedPlace, visitNamedWords } from './named-places.ts';

/** The position of a text in a message. */
export interface TextPlace {
  readonly subject: Subject;
  /** What the start of the text is, as in `7.json`, and each element of a list; null if unknown. */
  readonly own: NamedPlace | null;
}

/** An identity in a text, and what is known about it. */
export interface IdInText<T> {
  readonly start: number;
  readonly end: number;
  readonly known: T;
}

/** A longer text is content. */
const textCharsMax = 100_000;
/** No filter and no query is longer. A longer text is a document, whose names are not identities. */
const namedCharsMax = 20_000;
/** Encoded pictures and archives contain no identities; they are recognised by a few hundred characters. */
const encodedCharsMin = 2048;
const encoded = /^[A-Za-z0-9+/_-]+$/;
/** A cheap test: a text can mark an identity only if something names or encloses a value. */
const namesSomething = /[=:(/>]|\beq\b|\bne\b/;
const mayBeNamed = /[\d"'=]/;

const anywhere = segmentContext('');

/** Looks up a token of a text; undefined if it is not a known identity. */
export type Knowing<T> = (
  token: string,
  context: FieldContext,
  evidence: Evidence,
) => T | undefined;

/**
 * Finds the identities that are whole tokens of a text: unmistakable ones anywhere, and others if the text
 * around them marks them as identities. Linear in the text.
 *
 * @returns in the order of the text, none within another; empty for a long text or encoded content
 */
export function idsInText<T>(
  text: string,
  { subject, own }: TextPlace,
  know: Knowing<T>,
): readonly IdInText<T>[] {
  if (isContent(text)) return [];
  const tokens = unmistakableIds(text, know);
  if (text.length > namedCharsMax) return tokens;
  const mayName = own !== null || (namesSomething.test(text) && mayBeNamed.test(text));
  return mayName ? withNamedIds(text, { subject, own }, know, tokens) : tokens;
}

/** Whether a text is content, in which nothing is an identity. */
export function isContent(text: string): boolean {
  if (text.length < encodedCharsMin) return false;
  return text.length > textCharsMax || encoded.test(text.slice(512, 1536));
}

const runCharsMin = 12;
const runCodes = Uint8Array.from({ length: 128 }, (_, code) =>
  /[A-Za-z0-9_.~+=:|@%-]/.test(String.fromCharCode(code)) ? 1 : 0,
);

/**
 * Whether a text has a run of characters that is long enough for a token; most texts are sentences. It checks
 * the position where a run would end and goes back from there, so it skips most characters (Boyer and Moore,
 * 1977).
 */
function hasLongRun(text: string): boolean {
  for (let last = runCharsMin - 1; last < text.length;) {
    let at = last;
    while (at > last - runCharsMin && isRunCode(text.charCodeAt(at))) at -= 1;
    if (at === last - runCharsMin) return true;
    last = at + runCharsMin;
  }
  return false;
}

function isRunCode(code: number): boolean {
  return code < 128 && runCodes[code] === 1;
}

/** Finds only unmistakable identities. */
export function unmistakableIds<T>(text: string, know: Knowing<T>): readonly IdInText<T>[] {
  if (!hasLongRun(text) || isContent(text)) return [];
  const known: T[] = [];
  const spans = findTokens(text, 0, text.length, (token) => {
    const found = know(token, anywhere, 'token');
    if (found !== undefined) known.push(found);
    return found !== undefined;
  });
  return spans.map(({ start, end }, at) => ({ start, end, known: known[at] as T }));
}

/** @param tokens the tokens that are already found, in the order of the text */
function withNamedIds<T>(
  text: string,
  { subject, own }: TextPlace,
  know: Knowing<T>,
  tokens: readonly IdInText<T>[],
): readonly IdInText<T>[] {
  const found: IdInText<T>[] = [];
  let next = 0;
  visitNamedWords(text, subject, own, (start, end, places) => {
    for (; (tokens[next]?.start ?? text.length) < end; next += 1) {
      found.push(tokens[next] as IdInText<T>);
    }
    if ((found.at(-1)?.end ?? 0) > start) return;
    const word = text.slice(start, end);
    for (const { context, evidence } of places) {
      const known = know(word, context, evidence);
      if (known === undefined) continue;
      found.push({ start, end, known });
      break;
    }
  });
  return [...found, ...tokens.slice(next)];
}
