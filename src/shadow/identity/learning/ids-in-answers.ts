import type { Identity } from '../../../vocabulary/identities.ts';
import { tryPercentDecode } from '../../../vocabulary/percent-decoded.ts';
import type { IdBook } from '../book/id-book.ts';
import type { LabelledMapping } from '../book/id-mapping.ts';
import { knownInCandidate, knownInPrimary } from '../book/may-be-known.ts';
import type { ParsedAnswer } from '../reading/parsed-answer.ts';
import { contextOf, type FieldContext, segmentContext } from '../recognizing/field-context.ts';
import { singular } from '../../../vocabulary/value-names.ts';
import { areDrawn, identityText, isJwt } from '../recognizing/id-values.ts';
import { type Subject, subjectOf } from '../recognizing/subject.ts';
import { isUrl } from '../recognizing/url-parts.ts';
import { idsInText, type Knowing } from '../reading/ids-in-text.ts';
import type { Evidence } from '../reading/named-places.ts';
import { knownInText } from '../book/known-in-text.ts';

/** The limit of known things for which a pair of answers is compared. */
const knownMax = 1_000;
const digitsMax = 19;
const textCharsMax = 100_000;

/**
 * Finds the known identities in two answers that the deployments write differently.
 *
 * @returns a function that lists them as of its call. It includes what was learned since, but for values that
 *   change,
 *   such as cursors, the mapping that was known first
 */
export function idsInAnswers(
  book: IdBook,
  primary: ParsedAnswer,
  candidate: ParsedAnswer,
): () => readonly Identity[] {
  const namesOfMembers = new Set<LabelledMapping>();
  const identityOf = (one: LabelledMapping): Identity => identityWith(one, namesOfMembers.has(one));
  const first = mappingsIn(book, primary, candidate, namesOfMembers);
  const { learned } = book;
  return () => {
    if (book.learned === learned) return first.map(identityOf);
    const changing = first.filter(({ changes }) => changes);
    const sides = new Set(changing.flatMap((one) => [one.primary, one.candidate]));
    const lasting = mappingsIn(book, primary, candidate, namesOfMembers).filter(
      (one) => !one.changes || !(sides.has(one.primary) || sides.has(one.candidate)),
    );
    return [...changing, ...lasting].map(identityOf);
  };
}

/** @param namesOfMembers collects the identities that are names of members, as in a map by ids */
function mappingsIn(
  book: IdBook,
  primary: ParsedAnswer,
  candidate: ParsedAnswer,
  namesOfMembers: Set<LabelledMapping>,
): readonly LabelledMapping[] {
  const known = new Set<LabelledMapping>();
  /** An identity that both write in the same way matters only if another thing has the same text. */
  const unchanged = new Set<LabelledMapping>();
  const note = (found: LabelledMapping | undefined, isName = false): boolean => {
    if (found === undefined) return false;
    if (isName) namesOfMembers.add(found);
    const into = found.primary === found.candidate ? unchanged : known;
    if (into.size < knownMax) into.add(found);
    return true;
  };
  const noteAll = (found: readonly LabelledMapping[]): boolean => {
    for (const one of found) note(one);
    return found.length > 0;
  };
  const ours = textsIn(primary);
  const theirs = textsIn(candidate);
  visitAnswer(primary, theirs, {
    whole: (text, context) =>
      isShared(text, context)
        ? noteAll(book.allOfPrimary(text, context.kind))
        : note(knownInPrimary(book, text, context), context.isName),
    token: knowing((text, kind) => book.ofPrimary(text, kind)),
    short: (text) => noteDrawn(book.soleOfPrimary(text)),
  });
  visitAnswer(candidate, ours, {
    whole: (text, context) =>
      isShared(text, context)
        ? noteAll(book.allOfCandidate(text, context.kind))
        : note(knownInCandidate(book, text, context), context.isName),
    token: knowing((text, kind) => book.ofCandidate(text, kind)),
    short: (text) => noteDrawn(book.soleOfCandidate(text)),
  });
  for (const name of primary.names) {
    if (!candidate.names.has(name)) note(knownInPrimary(book, name, anyName));
  }
  for (const name of candidate.names) {
    if (!primary.names.has(name)) note(knownInCandidate(book, name, anyName));
  }
  const sides = new Set(Array.from(known, (one) => [one.primary, one.candidate]).flat());
  return [...known, ...[...unchanged].filter(({ primary: text }) => sides.has(text))];

  function noteDrawn(found: LabelledMapping | undefined): void {
    if (found !== undefined && areDrawn(found.primary, found.candidate)) note(found);
  }

  function knowing(find: (text: string, kind: string) => LabelledMapping | undefined) {
    return (text: string, context: FieldContext, evidence: Evidence): true | undefined => {
      const found = knownInText(book, find, text, { context, evidence });
      return note(found) ? true : undefined;
    };
  }
}

/** Called for each text that may be an identity: whole values, and tokens within texts. */
interface AnswerVisitor {
  /** @returns whether it is known, so that nothing within it needs a look */
  readonly whole: (text: string, context: FieldContext) => boolean;
  readonly token: Knowing<true>;
  /** A word that is too short to be unmistakable. */
  readonly short: (text: string) => void;
}

const anyName: FieldContext = {
  sense: { role: 'other', kind: '', changes: false },
  kind: '',
  isName: true,
};

function isShared(text: string, { sense }: FieldContext): boolean {
  return sense.isPart === true || isJwt(text);
}

function identityWith(
  { primary, candidate, label }: LabelledMapping,
  namesMember: boolean,
): Identity {
  return namesMember ? { primary, candidate, label, namesMember } : { primary, candidate, label };
}

/** All scalars of an answer's documents. */
function textsIn({ scalars }: ParsedAnswer): ReadonlySet<unknown> {
  const texts = new Set<unknown>();
  for (const { value, isName } of scalars) if (!isName) texts.add(value);
  return texts;
}

/**
 * Visits every value in an answer that may be an identity, and the words of its texts. Values that the other
 * answer has, too, are visited only under names that mark identities.
 */
function visitAnswer(
  { values, scalars, text: page }: ParsedAnswer,
  common: ReadonlySet<unknown>,
  visitor: AnswerVisitor,
): void {
  const visitValue = (value: unknown, context: FieldContext): void => {
    const { role } = context.sense;
    const isCommon = common.has(value);
    if (isCommon && role !== 'id' && role !== 'perhaps') return;
    const text = identityText(value);
    if (text !== null && visitor.whole(text, context)) return;
    if (typeof value === 'string' && value.length > 6 && !isCommon) visitWords(value, visitor);
  };
  for (const { text, context } of values) visitValue(text, context);
  for (const { value, context } of scalars) visitValue(value, context);
  if (page !== '') visitWords(page, visitor);
}

/** Numbers after a character that may end a naming word. Most other numbers need no further look. */
const numbers = /(?<=[\s/:#="'])\d+/g;
/** Codes that people type, and short random revisions: `WPGW-RNPM`. */
const shortWords = /(?<![\w-])[\w-]{8,11}(?![\w-])/g;
/** The word before a number may name the kind of thing. */
const namingWord = /([A-Za-z_-]{1,32})[\s/:#="']{1,3}$/;
const namingCharsMax = 36;
const oneWord = /^[A-Za-z0-9]*$/;

/** A text does not name its subject, so the kind is unknown. */
const nothing: Subject = { kind: '', path: '', inPath: new Map(), target: '', parts: [] };

/** `/keys/7`, `key 7`, `id=eq.7`, and unmistakable identities anywhere. */
function visitWords(source: string, visitor: AnswerVisitor): void {
  if (source.length > textCharsMax || oneWord.test(source)) return;
  const text = fullyDecoded(source);
  if (isUrl(text)) visitUrl(text, visitor);
  idsInText(text, { subject: nothing, own: null }, visitor.token);
  for (const [word] of text.matchAll(shortWords)) visitor.short(word);
  for (const { 0: number, index } of text.matchAll(numbers)) {
    if (number.length > digitsMax) continue;
    const word = namingWord.exec(text.slice(Math.max(0, index - namingCharsMax), index))?.[1];
    if (word !== undefined) visitor.whole(number, segmentContext(singular(word.toLowerCase())));
  }
}

function visitUrl(url: string, visitor: AnswerVisitor): void {
  const subject = subjectOf(url);
  for (const { name, kind, text: value } of subject.parts) {
    visitor.whole(value, name === '' ? segmentContext(kind) : contextOf(name, kind, subject));
  }
}

/** The depth of nested encodings: a link within a link within a link. */
const encodingsMax = 3;

function fullyDecoded(source: string): string {
  let text = source;
  for (let layer = 0; layer < encodingsMax; layer += 1) {
    const decoded = tryPercentDecode(text);
    if (decoded === null) return text;
    text = decoded;
  }
  return text;
}
