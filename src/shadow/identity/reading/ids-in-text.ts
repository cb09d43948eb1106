import { findTokens } from '../../../vocabulary/token-windows.ts';
import { type FieldContext, segmentContext } from '../recognizing/field-context.ts';
import type { Subject } from '../recognizing/subject.ts';
import { type Evidence, type NamedPlace, placedWords } from './named-places.ts';

/** Where a text stands. */
export interface TextPlace {
  readonly subject: Subject;
  /** Of what a text begins with, as in `7.json`, and of a list; null where nothing is known of it. */
  readonly own: NamedPlace | null;
}

/** An identity in a text, and what is known of it. */
export interface IdInText<T> {
  readonly start: number;
  readonly end: number;
  readonly known: T;
}

/** What is longer is content. */
const textCharsMax = 100_000;
/** An encoded picture or archive, of which no part is an identity. */
const encodedContent = /[A-Za-z0-9+/_-]{1024}/;
const longRun = /[A-Za-z0-9_.~+=:|@%-]{12}/;
/** What a place that says so has in it: something that names or encloses, and a value that may be meant. */
const namesSomething = /[=:(/>]|\beq\b|\bne\b/;
const mayBeNamed = /[\d"'=]/;

const anywhere = segmentContext('');

/** Says what is known of a token of a text; undefined where it is no known identity. */
export type Knowing<T> = (
  token: string,
  context: FieldContext,
  evidence: Evidence,
) => T | undefined;

/**
 * Finds the identities that stand within a text as whole tokens: those that cannot be mistaken wherever
 * they are, and others where the place says so. Linear in the text.
 *
 * @returns in the order of the text, none within another; none in a long text, or in encoded content
 */
export function idsInText<T>(
  text: string,
  { subject, own }: TextPlace,
  know: Knowing<T>,
): readonly IdInText<T>[] {
  if (isContent(text)) return [];
  const tokens = unmistakableIds(text, know);
  const mayName = own !== null || (namesSomething.test(text) && mayBeNamed.test(text));
  return mayName ? withNamedIds(text, { subject, own }, know, tokens) : tokens;
}

function isContent(text: string): boolean {
  return text.length > textCharsMax || encodedContent.test(text);
}

/** The same, but for identities that are some only because the place says so. */
export function unmistakableIds<T>(text: string, know: Knowing<T>): readonly IdInText<T>[] {
  if (!longRun.test(text) || isContent(text)) return [];
  const known: T[] = [];
  const spans = findTokens(text, 0, text.length, (token) => {
    const found = know(token, anywhere, 'token');
    if (found !== undefined) known.push(found);
    return found !== undefined;
  });
  return spans.map(({ start, end }, at) => ({ start, end, known: known[at] as T }));
}

/** @param tokens that are found already, in the order of the text */
function withNamedIds<T>(
  text: string,
  { subject, own }: TextPlace,
  know: Knowing<T>,
  tokens: readonly IdInText<T>[],
): readonly IdInText<T>[] {
  const found: IdInText<T>[] = [];
  let next = 0;
  for (const { start, end, text: word, places } of placedWords(text, subject, own)) {
    for (; (tokens[next]?.start ?? text.length) < end; next += 1) {
      found.push(tokens[next] as IdInText<T>);
    }
    if ((found.at(-1)?.end ?? 0) > start) continue;
    for (const { context, evidence } of places) {
      const known = know(word, context, evidence);
      if (known === undefined) continue;
      found.push({ start, end, known });
      break;
    }
  }
  return [...found, ...tokens.slice(next)];
}
