import { contextOf, type FieldContext, segmentContext } from '../recognizing/field-context.ts';
import { singular } from '../../../vocabulary/value-names.ts';
import { kindUnder } from '../recognizing/id-names.ts';
import { isDigits } from '../recognizing/id-values.ts';
import type { Subject } from '../recognizing/subject.ts';

/** The reason why a word of a text may be an identity. */
export type Evidence =
  | 'token' // nothing but the token itself, which is unmistakable
  | 'name' // the name that it is a value of, as in `id eq 7`
  | 'kind'; // a word that may be a kind of things, as in `things(7)`

/** What a word of a text may be, judging by the words before it. */
export interface NamedPlace {
  readonly context: FieldContext;
  readonly evidence: Evidence;
}

/**
 * @param start the start of a word in a text
 * @param places what the word may be, the likeliest first
 */
export type WordVisitor = (start: number, end: number, places: readonly NamedPlace[]) => void;

/** The state of reading a text word by word. */
interface TextCursor {
  readonly text: string;
  readonly subject: Subject;
  readonly own: NamedPlace | null;
  /** The start and end of each of the last words. */
  readonly bounds: number[];
  /** How many earlier words are no longer in `bounds`. */
  passed: number;
  /** How many brackets are open. */
  open: number;
  /** The word before the last opening parenthesis, while it is open; else empty. */
  call: string;
  /** The possible meanings of the previous word. */
  listed: readonly NamedPlace[];
}

const nowhere: readonly NamedPlace[] = [];

/**
 * Reads a text word by word and visits those after a name, an operator or a kind of things: filters (OData,
 * RSQL, PostgREST), arguments of GraphQL, matrix parameters, keys in parentheses, lists, paths, elements of
 * XML. Linear in the text.
 *
 * @param own what the first word is, judging by the name of the whole text; null if the name is meaningless
 */
export function visitNamedWords(
  text: string,
  subject: Subject,
  own: NamedPlace | null,
  visit: WordVisitor,
): void {
  const reading: TextCursor = {
    text,
    subject,
    own,
    bounds: [],
    passed: 0,
    open: 0,
    call: '',
    listed: nowhere,
  };
  const { bounds } = reading;
  for (let at = 0; at < text.length;) {
    const code = text.charCodeAt(at);
    if (!isWordCode(code)) {
      passBracket(reading, code, at);
      at += 1;
      continue;
    }
    const start = at;
    while (at < text.length && isWordCode(text.charCodeAt(at))) at += 1;
    bounds.push(start, at);
    if (bounds.length > boundsMax) {
      bounds.splice(0, boundsKept);
      reading.passed += boundsKept / 2;
    }
    reading.listed = isBehindSpace(reading, start) ? nowhere : placesOfLast(reading);
    if (reading.listed.length > 0 && mayBeValue(text, start, at)) visit(start, at, reading.listed);
  }
}

/** Words further back do not matter for a word. */
const boundsKept = 16;
const boundsMax = 2 * boundsKept;

/** Letters, digits, `$`, `-` and `_`. */
function isWordCode(code: number): boolean {
  return code < 128 && wordCodes[code] === 1;
}

const wordCodes = Uint8Array.from({ length: 128 }, (_, code) =>
  /[A-Za-z0-9$_-]/.test(String.fromCharCode(code)) ? 1 : 0,
);

function passBracket(reading: TextCursor, code: number, at: number): void {
  switch (code) {
    case 0x28: {
      const { length } = reading.bounds;
      const word = reading.bounds[length - 1] === at ? wordAt(reading, length / 2 - 1) : '';
      reading.call = isOperator(word) ? '' : word;
      reading.open += 1;
      break;
    }
    case 0x7b:
      reading.open += 1;
      break;
    case 0x29:
      reading.call = '';
      reading.open -= 1;
      break;
    case 0x7d:
      reading.open -= 1;
      break;
    default:
  }
}

function wordAt({ text, bounds }: TextCursor, index: number): string {
  return text.slice(bounds[2 * index], bounds[2 * index + 1]);
}

/** The characters between a word and the previous one. */
function gapBefore({ text, bounds, passed }: TextCursor, index: number): string {
  if (index === 0 && passed > 0) return '';
  return text.slice(index === 0 ? 0 : bounds[2 * index - 1], bounds[2 * index]);
}

/** Whether only a space precedes a word, as in a sentence, in which no word says what the next one is. */
function isBehindSpace(reading: TextCursor, start: number): boolean {
  const { text, bounds } = reading;
  const last = bounds.length - 3;
  if (last < 0 || bounds[last] !== start - 1 || text.charCodeAt(start - 1) !== 0x20) return false;
  return (
    start - 1 - (bounds[last - 1] as number) > operatorCharsMax ||
    !isOperator(wordAt(reading, (last - 1) / 2))
  );
}

const opensText = /^[\s"'([]*$/;
const continuesList = /^["'\\)\]]*\s*[,|;]\s*["'\\([]*$/;
const assigns = /^["'\\\])]*\s*(?:[=!<>~]=?=?|:|=>)\s*["'\\([{]*$/;
const beforeOperator = /^(?:\s+|[.=:])$/;
const afterOperator = /^(?:\s+|[.=:])?\s*["'\\([{]*$/;
const gapCharsMax = 12;
const encloses = /^\(["'\\]*$/;

/** The possible meanings of the last word, judging by what precedes it. */
function placesOfLast(reading: TextCursor): readonly NamedPlace[] {
  const { text, bounds } = reading;
  const index = bounds.length / 2 - 1;
  const [start, end] = bounds.slice(-2) as [number, number];
  if (index > 0 && start - (bounds[2 * index - 1] as number) > gapCharsMax) return nowhere;
  if (isGivenValue(text, start, end, reading.own)) return nowhere;
  const gap = gapBefore(reading, index);
  if (index + reading.passed === 0)
    return reading.own !== null && opensText.test(gap) ? [reading.own] : nowhere;
  if (reading.listed.length > 0 && continuesList.test(gap)) return reading.listed;
  const word = wordAt(reading, index - 1);
  if (isOperator(word)) {
    return afterOperator.test(gap) ? placesBeforeOperator(reading, index - 1) : nowhere;
  }
  if (assigns.test(gap)) {
    // `id: 7` is an argument; in a sentence it may be anything.
    const mayBeProse = /:\s/.test(gap) && reading.open <= 0;
    return mayBeProse ? nowhere : placesOfName(reading, index - 1);
  }
  return gap === '/' || encloses.test(gap) ? placesOfKind(word) : nowhere;
}

function placesBeforeOperator(reading: TextCursor, last: number): readonly NamedPlace[] {
  let at = last;
  while (at > 0 && last - at < operatorsMax && isOperator(wordAt(reading, at - 1))) at -= 1;
  const gap = gapBefore(reading, at);
  if (at === 0)
    return reading.own !== null && reading.passed === 0 && gap === '' ? [reading.own] : nowhere;
  return beforeOperator.test(gap) ? placesOfName(reading, at - 1) : nowhere;
}

/** `not.in` counts as two. */
const operatorsMax = 3;
const operatorCharsMax = 4;
const operators: ReadonlySet<string> = new Set(
  ['eq ne neq is in nin not like any all out lt lte le gt gte ge', 'IN NOT IS LIKE EQ NE'].flatMap(
    (words) => words.split(' '),
  ),
);

function isOperator(word: string): boolean {
  return word.length <= operatorCharsMax && operators.has(word);
}

function placesOfName(reading: TextCursor, index: number): readonly NamedPlace[] {
  const name = wordAt(reading, index);
  if (!isName(name)) return nowhere;
  const context = contextOf(name, thingAround(reading, index), reading.subject);
  switch (context.sense.role) {
    case 'id':
      return [{ context, evidence: 'name' }];
    case 'perhaps':
      return [{ context, evidence: 'kind' }, ...placesOfKind(reading.call)];
    case 'other':
      return [{ context, evidence: 'kind' }];
    case 'time':
    case 'never':
      return nowhere;
  }
}

/** The thing that a name belongs to: `note` in `note(id: 7)`, `note.id eq 7`, `note/id eq 7` and `notes;id=7`; else null. */
function thingAround(reading: TextCursor, index: number): string | null {
  const gap = gapBefore(reading, index);
  const isWithin = index > 0 && (gap === '.' || gap === '/' || (gap === ';' && index === 1));
  const thing = isWithin ? wordAt(reading, index - 1) : reading.call;
  return isName(thing) ? kindUnder(thing) : null;
}

function placesOfKind(word: string): readonly NamedPlace[] {
  if (!isName(word)) return nowhere;
  const kind = singular(word.toLowerCase().replaceAll(/[_-]/g, ''));
  return [{ context: segmentContext(kind), evidence: 'kind' }];
}

function isName(word: string): boolean {
  return word.length <= wordCharsMax && /^[A-Za-z_$]/.test(word);
}

/** Whether a word is a name that is given a value. In `7:archive`, 7 is not: `archive` is an action. */
function isGivenValue(text: string, start: number, end: number, own: NamedPlace | null): boolean {
  const next = text.charAt(end);
  if (next !== ':') return next === '=' || next === '(';
  return !isDigits(text.slice(start, end)) && (own === null || start > 0);
}

const digitsMax = 19;
const wordCharsMax = 64;
const noValues: ReadonlySet<string> = new Set([...operators, 'null', 'true', 'false', 'and', 'or']);

/** Whether a word may be a value. A number that continues after a point or a colon is an amount or a time. */
function mayBeValue(text: string, start: number, end: number): boolean {
  const word = text.slice(start, end);
  if (!isDigits(word)) return word.length <= wordCharsMax && !noValues.has(word);
  return word.length <= digitsMax && !/^[.:]\d/.test(text.slice(end, end + 2));
}
