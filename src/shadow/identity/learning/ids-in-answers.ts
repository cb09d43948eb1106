import type { Identity } from '../../../vocabulary/identities.ts';
import type { Counterpart } from '../book/id-mapping.ts';
import type { IdentityBook } from '../book/id-book.ts';
import { singular } from '../recognizing/id-names.ts';
import {
  type IdentityPlace,
  isIdentityAt,
  placeOf,
  subjectOf,
} from '../recognizing/field-context.ts';
import { identityText, isJwt, isUnmistakable } from '../recognizing/id-values.ts';
import type { ReadAnswer } from '../reading/parsed-answer.ts';
import { segmentPlace } from '../translating/translate-token.ts';
import { isUrl } from '../recognizing/url-parts.ts';

/** A pair of answers that names more things is compared as far as these go. */
const knownMax = 1_000;
const digitsMax = 19;
const textCharsMax = 100_000;

/** Says which known identities two answers have in them whose sides are written differently. */
export function knownInAnswers(
  book: IdentityBook,
  primary: ReadAnswer,
  candidate: ReadAnswer,
): readonly Identity[] {
  const known = new Map<Counterpart, Identity>();
  const note = (found: Counterpart | undefined): void => {
    if (found === undefined || found.primary === found.candidate) return;
    if (known.size < knownMax && !known.has(found)) known.set(found, identityOf(found));
  };
  const ours = textsIn(primary);
  const theirs = textsIn(candidate);
  visitAnswer(primary, theirs, (text, place) => {
    if (isShared(text, place)) return book.allOfPrimary(text, place.kind).forEach(note);
    if (mayBeKnown(book, text, place)) note(book.ofPrimary(text, place.kind));
  });
  visitAnswer(candidate, ours, (text, place) => {
    if (isShared(text, place)) return book.allOfCandidate(text, place.kind).forEach(note);
    if (mayBeKnown(book, text, place)) note(book.ofCandidate(text, place.kind));
  });
  return [...known.values()];
}

/** A number under the name of a kind of things may be one of them: `team: 5`. */
export function mayBeKnown(book: IdentityBook, text: string, place: IdentityPlace): boolean {
  if (isIdentityAt(place, text)) return true;
  const { role } = place.sense;
  return (role === 'other' || role === 'perhaps') && book.isKind(place.kind);
}

function isShared(text: string, { sense }: IdentityPlace): boolean {
  return sense.isPart === true || isJwt(text);
}

function identityOf({ primary, candidate, label }: Counterpart): Identity {
  return { primary, candidate, label };
}

/** What an answer's documents say, wherever it stands. */
function textsIn({ scalars }: ReadAnswer): ReadonlySet<unknown> {
  const texts = new Set<unknown>();
  for (const { value, isName } of scalars) if (!isName) texts.add(value);
  return texts;
}

/**
 * Tells of every value in an answer that may be an identity, and of the words of its texts; of what
 * the other answer has too, only where it is said to be one.
 */
function visitAnswer(
  { values, scalars, text: page }: ReadAnswer,
  common: ReadonlySet<unknown>,
  visit: (text: string, place: IdentityPlace) => void,
): void {
  const visitValue = (value: unknown, place: IdentityPlace): void => {
    const { role } = place.sense;
    const isCommon = common.has(value);
    if (isCommon && role !== 'id' && role !== 'perhaps') return;
    const text = identityText(value);
    if (text !== null) visit(text, place);
    if (typeof value === 'string' && value.length > 6 && !isCommon) visitWords(value, visit);
  };
  for (const { text, place } of values) visitValue(text, place);
  for (const { value, place } of scalars) visitValue(value, place);
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
function visitWords(text: string, visit: (text: string, place: IdentityPlace) => void): void {
  if (text.length > textCharsMax || isOneToken(text)) return;
  if (isUrl(text)) {
    const subject = subjectOf(text);
    for (const { name, kind, text: value } of subject.parts) {
      visit(value, name === '' ? segmentPlace(kind) : placeOf(name, kind, subject));
    }
    return;
  }
  for (const [word] of text.matchAll(words)) {
    if (word.length < 6 || word.length === text.length) continue;
    const bare = word.replace(/[.:=]+$/, '');
    if (isUnmistakable(bare)) visit(bare, segmentPlace(''));
    if (/[.:=|@]/.test(bare)) {
      for (const part of bare.split(/[.:=|@]/)) {
        if (isUnmistakable(part)) visit(part, segmentPlace(''));
      }
    }
  }
  for (const { 0: number, index } of text.matchAll(numbers)) {
    if (number.length > digitsMax) continue;
    const word = namingWord.exec(text.slice(Math.max(0, index - namingCharsMax), index))?.[1];
    if (word !== undefined) visit(number, segmentPlace(singular(word.toLowerCase())));
  }
}
