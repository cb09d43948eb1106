import type { Identity } from '../../../vocabulary/identities.ts';
import type { IdBook } from '../book/id-book.ts';
import type { LabelledMapping } from '../book/id-mapping.ts';
import { knownInCandidate, knownInPrimary } from '../book/may-be-known.ts';
import type { ParsedAnswer } from '../reading/parsed-answer.ts';
import { contextOf, type FieldContext, segmentContext } from '../recognizing/field-context.ts';
import { singular } from '../recognizing/id-names.ts';
import { identityText, isJwt, isUnmistakable } from '../recognizing/id-values.ts';
import { subjectOf } from '../recognizing/subject.ts';
import { isUrl } from '../recognizing/url-parts.ts';

/** A pair of answers that names more things is compared as far as these go. */
const knownMax = 1_000;
const digitsMax = 19;
const textCharsMax = 100_000;

/**
 * Finds the known identities in two answers whose sides are written differently.
 *
 * @returns says which they are when it is called: what was learned since is among them, but of what
 *   changes, such as cursors, what was known first
 */
export function idsInAnswers(
  book: IdBook,
  primary: ParsedAnswer,
  candidate: ParsedAnswer,
): () => readonly Identity[] {
  const first = mappingsIn(book, primary, candidate);
  const { learned } = book;
  return () => {
    if (book.learned === learned) return first.map(identityOf);
    const changing = first.filter(({ changes }) => changes);
    const sides = new Set(changing.flatMap((one) => [one.primary, one.candidate]));
    const lasting = mappingsIn(book, primary, candidate).filter(
      (one) => !one.changes || !(sides.has(one.primary) || sides.has(one.candidate)),
    );
    return [...changing, ...lasting].map(identityOf);
  };
}

function mappingsIn(
  book: IdBook,
  primary: ParsedAnswer,
  candidate: ParsedAnswer,
): readonly LabelledMapping[] {
  const known = new Set<LabelledMapping>();
  const note = (found: LabelledMapping | undefined): void => {
    if (found === undefined || found.primary === found.candidate) return;
    if (known.size < knownMax) known.add(found);
  };
  const ours = textsIn(primary);
  const theirs = textsIn(candidate);
  visitAnswer(primary, theirs, (text, context) => {
    if (isShared(text, context)) return book.allOfPrimary(text, context.kind).forEach(note);
    note(knownInPrimary(book, text, context));
  });
  visitAnswer(candidate, ours, (text, context) => {
    if (isShared(text, context)) return book.allOfCandidate(text, context.kind).forEach(note);
    note(knownInCandidate(book, text, context));
  });
  for (const name of primary.names) {
    if (!candidate.names.has(name)) note(knownInPrimary(book, name, anyName));
  }
  for (const name of candidate.names) {
    if (!primary.names.has(name)) note(knownInCandidate(book, name, anyName));
  }
  return [...known];
}

const anyName: FieldContext = {
  sense: { role: 'other', kind: '', changes: false },
  kind: '',
  isName: true,
};

function isShared(text: string, { sense }: FieldContext): boolean {
  return sense.isPart === true || isJwt(text);
}

function identityOf({ primary, candidate, label }: LabelledMapping): Identity {
  return { primary, candidate, label };
}

/** What an answer's documents say, wherever it stands. */
function textsIn({ scalars }: ParsedAnswer): ReadonlySet<unknown> {
  const texts = new Set<unknown>();
  for (const { value, isName } of scalars) if (!isName) texts.add(value);
  return texts;
}

/**
 * Visits every value in an answer that may be an identity, and of the words of its texts; of what
 * the other answer has too, only where it is said to be one.
 */
function visitAnswer(
  { values, scalars, text: page }: ParsedAnswer,
  common: ReadonlySet<unknown>,
  visit: (text: string, context: FieldContext) => void,
): void {
  const visitValue = (value: unknown, context: FieldContext): void => {
    const { role } = context.sense;
    const isCommon = common.has(value);
    if (isCommon && role !== 'id' && role !== 'perhaps') return;
    const text = identityText(value);
    if (text !== null) visit(text, context);
    if (typeof value === 'string' && value.length > 6 && !isCommon) visitWords(value, visit);
  };
  for (const { text, context } of values) visitValue(text, context);
  for (const { value, context } of scalars) visitValue(value, context);
  if (page !== '') visitWords(page, visit);
}

const words = /[A-Za-z0-9_.~%+=:|@-]+/g;
const numbers = /\d+/g;
/** What stands before a number may say of what kind of thing it is one. */
const namingWord = /([A-Za-z_-]{1,32})[\s/:#="']{1,3}$/;
const namingCharsMax = 36;

/** It has no words, nor anything that could name a number in it. */
function isOneToken(text: string): boolean {
  return /^[A-Za-z0-9_~%+-]*$/.test(text);
}

/** `/keys/7`, `key 7`, and what cannot be mistaken wherever it stands. */
function visitWords(text: string, visit: (text: string, context: FieldContext) => void): void {
  if (text.length > textCharsMax || isOneToken(text)) return;
  if (isUrl(text)) {
    const subject = subjectOf(text);
    for (const { name, kind, text: value } of subject.parts) {
      visit(value, name === '' ? segmentContext(kind) : contextOf(name, kind, subject));
    }
    return;
  }
  for (const [word] of text.matchAll(words)) {
    if (word.length < 6 || word.length === text.length) continue;
    const bare = word.replace(/[.:=]+$/, '');
    if (isUnmistakable(bare)) visit(bare, segmentContext(''));
    if (/[.:=|@]/.test(bare)) {
      for (const part of bare.split(/[.:=|@]/)) {
        if (isUnmistakable(part)) visit(part, segmentContext(''));
      }
    }
  }
  for (const { 0: number, index } of text.matchAll(numbers)) {
    if (number.length > digitsMax) continue;
    const word = namingWord.exec(text.slice(Math.max(0, index - namingCharsMax), index))?.[1];
    if (word !== undefined) visit(number, segmentContext(singular(word.toLowerCase())));
  }
}
