import { contextOf, type FieldContext, segmentContext } from '../recognizing/field-context.ts';
import { kindUnder, singular } from '../recognizing/id-names.ts';
import { isDigits } from '../recognizing/id-values.ts';
import type { Subject } from '../recognizing/subject.ts';

/** What in a text says that an identity stands there. */
export type Evidence =
  | 'token' // nothing but the token itself, which cannot be mistaken
  | 'name' // the name that it is given to, as in `id eq 7`
  | 'kind'; // a word that may be that of a kind of things, as in `things(7)`

/** A place in a text of which a word says what would stand there. */
export interface NamedPlace {
  readonly context: FieldContext;
  readonly evidence: Evidence;
}

/** A word of a text that stands in such a place. */
export interface PlacedWord {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** What it may be there, the likeliest first. */
  readonly places: readonly NamedPlace[];
}

interface Word {
  readonly text: string;
  /** What stands before it, since the word before. */
  readonly gap: string;
  readonly isFirst: boolean;
}

const words = /[A-Za-z0-9_$-]+/g;
/** `id=not.in.(7)`: what stands further back says nothing of a word. */
const wordsKept = 6;
const gapCharsMax = 12;

/**
 * Reads a text word by word and finds those that a name, an operator or a kind of things stands before:
 * filters (OData, RSQL, PostgREST), arguments of GraphQL, matrix parameters, keys in parentheses, lists,
 * paths, elements of XML. Linear in the text.
 *
 * @param own what the text begins with, as the name says that the whole text stands under; null where
 *   it says nothing
 */
export function* placedWords(
  text: string,
  subject: Subject,
  own: NamedPlace | null,
): Generator<PlacedWord> {
  const before: Word[] = [];
  const brackets = new Brackets();
  let listed = nowhere;
  let end = 0;
  for (const { 0: word, index: start } of text.matchAll(words)) {
    const gap = text.slice(end, start);
    brackets.pass(gap, before.at(-1)?.text ?? '');
    before.push({ text: word, gap, isFirst: end === 0 });
    if (before.length > wordsKept) before.shift();
    end = start + word.length;
    listed = placesOf(before, { subject, own, listed, brackets });
    if (listed.length > 0 && isNameAt(text, word, end, own)) listed = nowhere;
    if (listed.length > 0 && mayBeValue(text, word, end)) {
      yield { start, end, text: word, places: listed };
    }
  }
}

const nowhere: readonly NamedPlace[] = [];

interface Around {
  readonly subject: Subject;
  readonly own: NamedPlace | null;
  /** Of the word before. */
  readonly listed: readonly NamedPlace[];
  readonly brackets: Brackets;
}

const opensText = /^[\s"'([]*$/;
const continuesList = /^["'\\)\]]*\s*[,|;]\s*["'\\([]*$/;
const assigns = /^["'\\\])]*\s*(?:[=!<>~]=?=?|:|=>)\s*["'\\([{]*$/;
const beforeOperator = /^(?:\s+|[.=:])$/;
const afterOperator = /^(?:\s+|[.=:])?\s*["'\\([{]*$/;
const encloses = /^\(["'\\]*$/;

/** What the last word may be by what stands before it. */
function placesOf(before: readonly Word[], around: Around): readonly NamedPlace[] {
  const { gap, isFirst } = before.at(-1) as Word;
  const { own, listed, brackets } = around;
  if (gap.length > gapCharsMax) return nowhere;
  if (isFirst) return own !== null && opensText.test(gap) ? [own] : nowhere;
  if (listed.length > 0 && continuesList.test(gap)) return listed;
  const last = before.length - 2;
  const { text: word } = before[last] as Word;
  if (operators.has(word.toLowerCase())) {
    return afterOperator.test(gap) ? placesBeforeOperator(before, last, around) : nowhere;
  }
  if (assigns.test(gap)) {
    // `id: 7` is an argument; in a sentence it may be anything.
    return /:\s/.test(gap) && !brackets.areOpen ? nowhere : placesOfName(before, last, around);
  }
  return gap === '/' || encloses.test(gap) ? placesOfKind(word) : nowhere;
}

function placesBeforeOperator(
  before: readonly Word[],
  last: number,
  around: Around,
): readonly NamedPlace[] {
  let at = last;
  while (at > 0 && operators.has((before[at - 1] as Word).text.toLowerCase())) at -= 1;
  const { gap, isFirst } = before[at] as Word;
  if (isFirst) return around.own !== null && gap === '' ? [around.own] : nowhere;
  return at > 0 && beforeOperator.test(gap) ? placesOfName(before, at - 1, around) : nowhere;
}

const operators: ReadonlySet<string> = new Set(
  'eq ne neq is in nin not like any all out lt lte le gt gte ge'.split(' '),
);

function placesOfName(
  before: readonly Word[],
  at: number,
  { subject, brackets }: Around,
): readonly NamedPlace[] {
  const { text: name } = before[at] as Word;
  if (!isName(name)) return nowhere;
  const context = contextOf(name, thingAround(before, at, brackets), subject);
  switch (context.sense.role) {
    case 'id':
      return [{ context, evidence: 'name' }];
    case 'perhaps':
      return [{ context, evidence: 'kind' }, ...placesOfKind(brackets.call)];
    case 'other':
      return [{ context, evidence: 'kind' }];
    case 'time':
    case 'never':
      return nowhere;
  }
}

/** `note` in `note(id: 7)`, `note.id eq 7`, `note/id eq 7` and `notes;id=7`; null where nothing says so. */
function thingAround(before: readonly Word[], at: number, { call }: Brackets): string | null {
  const { gap } = before[at] as Word;
  const word = before[at - 1];
  const isWithin = gap === '.' || gap === '/' || (gap === ';' && word?.isFirst === true);
  const thing = isWithin && word !== undefined ? word.text : call;
  return isName(thing) ? kindUnder(thing) : null;
}

function placesOfKind(word: string): readonly NamedPlace[] {
  if (!isName(word)) return nowhere;
  const kind = singular(word.toLowerCase().replaceAll(/[_-]/g, ''));
  return [{ context: segmentContext(kind), evidence: 'kind' }];
}

function isName(word: string): boolean {
  return /^[A-Za-z_$]/.test(word);
}

/** The word is given a value itself, but for `7:archive`. */
function isNameAt(text: string, word: string, end: number, own: NamedPlace | null): boolean {
  const next = text.charAt(end);
  if (next === ':') return !isDigits(word) && !(own !== null && end === word.length);
  return next === '=' || next === '(';
}

const digitsMax = 19;
const wordCharsMax = 64;
const noValues: ReadonlySet<string> = new Set([...operators, 'null', 'true', 'false', 'and', 'or']);

/** A number is none that goes on behind a point or a colon, as amounts and times do. */
function mayBeValue(text: string, word: string, end: number): boolean {
  if (!isDigits(word)) return word.length <= wordCharsMax && !noValues.has(word);
  return word.length <= digitsMax && !/^[.:]\d/.test(text.slice(end, end + 2));
}

/** What brackets are open where a text is read, as far as it matters. */
class Brackets {
  #open = 0;
  #call = '';

  get areOpen(): boolean {
    return this.#open > 0;
  }

  /** The word before the last opening parenthesis, while it is open; else empty. */
  get call(): string {
    return this.#call;
  }

  pass(gap: string, wordBefore: string): void {
    for (const one of gap) {
      if (one === '(' || one === '{') this.#open += 1;
      else if (one === ')' || one === '}') this.#open = Math.max(0, this.#open - 1);
      if (one === '(') this.#call = operators.has(wordBefore.toLowerCase()) ? '' : wordBefore;
      else if (one === ')') this.#call = '';
    }
  }
}
