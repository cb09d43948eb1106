import { type FieldValue, inputValues } from '../reading/answer-fields.ts';
import type { ParsedAnswer } from '../reading/parsed-answer.ts';
import {
  contextOf,
  type FieldContext,
  isIdentityIn,
  segmentContext,
} from '../recognizing/field-context.ts';
import { type FoundId, foundId } from '../recognizing/found-id.ts';
import {
  identityText,
  isDigits,
  isJwt,
  isUnmistakable,
  looksLikeIdentity,
} from '../recognizing/id-values.ts';
import { areNearlySame } from '../recognizing/nearly-same.ts';
import { type Subject, subjectOf, thingOf } from '../recognizing/subject.ts';
import { isUrl, type UrlPart, urlParts } from '../recognizing/url-parts.ts';
import {
  type BelievedExchange,
  type DifferingPair,
  isBelievable,
  isOfNewThing,
} from './believable.ts';
import { isLeftToParts } from './composite-values.ts';
import { visitCorrespondingValues } from './corresponding-values.ts';
import type { RuledIdentities } from './identity-rules.ts';
import type { LastRevisions } from './last-revisions.ts';
import type { KnownThings } from './matching-elements.ts';
import { correspondingWords } from './page-words.ts';
import type { SentValues } from './sent-values.ts';

export interface Learning extends BelievedExchange {
  /** Whether the answer to the write that made a thing is still to be learned from. */
  readonly isAwaited: (id: FoundId) => boolean;
  readonly ruled: RuledIdentities;
  readonly sent: SentValues;
  readonly isWrite: boolean;
  readonly revisions: LastRevisions;
}

/** Two values that stand at the same path of two answers. */
interface ValuePair extends DifferingPair {
  readonly primaryIsNumber: boolean;
  readonly candidateIsNumber: boolean;
}

/** Where two values stand. */
type Place = Pick<DifferingPair, 'name' | 'isListed' | 'holders' | 'endsLocation'>;

const outside: Place = { name: '', isListed: false, holders: null, endsLocation: false };

/** Learns which values correspond to each other in two answers to the same request. */
export function learnFromPair(
  learning: Learning,
  primary: ParsedAnswer,
  candidate: ParsedAnswer,
): void {
  /** Of what is shown of secrets, and the secrets they may be of. */
  const parts: ValuePair[] = [];
  const wholes: ValuePair[] = [];
  /** Values that may be composed of identities, which this answer may be the first to show. */
  const composites: ValuePair[] = [];
  const learnAt = (
    ours: unknown,
    theirs: unknown,
    context: FieldContext,
    place = outside,
  ): void => {
    const pair = pairOf(ours, theirs, context, place);
    if (pair === null) return;
    if (context.sense.isPart === true) parts.push(pair);
    else if (context.sense.role !== 'id' && ours !== theirs) composites.push(pair);
    else if (learnValue(learning, pair) && pair.ours.length >= secretCharsMin) wholes.push(pair);
  };
  learnFields(learning, primary, candidate, composites, learnAt);
  const documents = Math.min(primary.documents.length, candidate.documents.length);
  for (let at = 0; at < documents; at += 1) {
    visitCorrespondingValues(
      primary.documents[at],
      candidate.documents[at],
      { subject: learning.subject, things: knownThings(learning) },
      (ours, theirs, context, { name, isListed, holders }) => {
        if (saysNothing(context) || (ours === theirs && context.sense.role === 'other')) return;
        if (learnUrls(learning, ours, theirs, { isOfNew: false, isListed, composites })) return;
        learnAt(ours, theirs, context, { name, isListed, holders, endsLocation: false });
      },
    );
  }
  const anywhere = contextOf('', null, learning.subject);
  for (const [ours, theirs] of correspondingWords(primary.text, candidate.text)) {
    learnAt(ours, theirs, anywhere);
  }
  for (const pair of composites) {
    if (isLeftToParts(learning.book, pair.ours, pair.theirs)) continue;
    if (learnValue(learning, pair) && pair.ours.length >= secretCharsMin) wholes.push(pair);
  }
  for (const part of parts) learnPart(learning, part, wholes);
  for (const [ours, theirs] of learning.ruled.learned) {
    const context = segmentContext(learning.subject.kind);
    const pair = pairOf(ours, theirs, context, outside);
    if (pair !== null) note(learning, pair, kindOf(learning, pair.ours, context), false);
  }
}

const secretCharsMin = 12;

function knownThings({ book, isAwaited, isCreation, freshKeys }: Learning): KnownThings {
  return {
    candidatesOf: ({ text, kind }) =>
      book.allOfPrimary(text, kind).map(({ candidate }) => candidate),
    isKnownThere: ({ text, kind }) => book.allOfCandidate(text, kind).length > 0,
    isAwaited,
    isMadeHere: ({ key }) => isCreation && freshKeys.has(key),
  };
}

function saysNothing({ sense: { role } }: FieldContext): boolean {
  return role === 'time' || role === 'never';
}

function pairOf(
  primary: unknown,
  candidate: unknown,
  context: FieldContext,
  place: Place,
): ValuePair | null {
  const [ours, theirs] = [textIn(primary, context), textIn(candidate, context)];
  if (ours === null || theirs === null) return null;
  const primaryIsNumber = typeof primary !== 'string';
  const candidateIsNumber = typeof candidate !== 'string';
  return { ours, theirs, primaryIsNumber, candidateIsNumber, context, ...place };
}

/** A body may show an entity tag in quotes, as in the header. */
function textIn(value: unknown, { sense }: FieldContext): string | null {
  const isQuoted = sense.isRevision === true && typeof value === 'string' && value.endsWith('"');
  return identityText(isQuoted ? value.replace(/^(?:W\/)?"|"$/g, '') : value);
}

function learnFields(
  learning: Learning,
  primary: ParsedAnswer,
  candidate: ParsedAnswer,
  composites: ValuePair[],
  learnAt: (ours: string, theirs: string, context: FieldContext) => void,
): void {
  const { subject } = learning;
  const ours = namedValues(primary, subject);
  if (ours.length === 0) return;
  const theirs = new Map(namedValues(candidate, subject).map(({ name, text }) => [name, text]));
  for (const { name, text, context } of ours) {
    const other = theirs.get(name);
    if (
      other === undefined ||
      learnUrls(learning, text, other, {
        isOfNew: name === 'location',
        isListed: false,
        composites,
      })
    )
      continue;
    learnAt(text, other, context);
  }
}

function namedValues({ values, text }: ParsedAnswer, subject: Subject): readonly FieldValue[] {
  return text === '' ? values : [...values, ...inputValues(text, subject)];
}

/** @returns whether this is now what holds */
function learnValue(learning: Learning, pair: ValuePair): boolean {
  const { ours, theirs, context } = pair;
  if (learning.ruled.forbidden.has(ours)) return false;
  if (!isIdentityIn(context, ours) || !isIdentityIn(context, theirs)) return false;
  if (ours !== theirs && !isBelievable(learning, pair)) return false;
  const kind = kindOf(learning, ours, context);
  if (ours !== theirs && isChosenByClient(learning, pair, kind)) return false;
  if (ours !== theirs && areOtherLists(learning, pair, kind)) return false;
  if (context.sense.isRevision === true && !pair.isListed && isBehind(learning, pair)) return false;
  const isLearned = note(learning, pair, kind, isMade(learning, pair, kind));
  if (isLearned && !pair.isListed) releaseFormer(learning, ours, kind);
  return isLearned;
}

/** What the client made up, no deployment minted: that the candidate has another one is a difference. */
function isChosenByClient(
  { book, sent }: Learning,
  { ours, name }: ValuePair,
  kind: string,
): boolean {
  if (book.ofPrimary(ours, kind) !== undefined) return false;
  // A number that was sent may be the id of what was not seen to be made, which the candidate calls otherwise.
  return isUnmistakable(ours) ? sent.has(ours) : !isDigits(ours) && sent.hasMember(name, ours);
}

/** Its revision stays what it was before a write that gave primary's another one. */
function isBehind({ revisions, isWrite }: Learning, pair: ValuePair): boolean {
  const { ours, theirs, name, context } = pair;
  const thing = `${context.kind} ${name}`;
  const pairOfThing = { primary: ours, candidate: theirs };
  if (isWrite && isUnmistakable(theirs) && revisions.isBehind(thing, pairOfThing)) return true;
  revisions.note(thing, pairOfThing);
  return false;
}

/** Two lists of identities in one text, such as `7,8`, of which one lacks an element or has another thing. */
function areOtherLists({ book }: Learning, { ours, theirs }: ValuePair, kind: string): boolean {
  if (!listSeparator.test(ours)) return false;
  const [left, right] = [ours.split(listSeparator), theirs.split(listSeparator)];
  if (left.length !== right.length) return true;
  return left.slice(0, listedMax).some((one, at) => {
    const known = book.ofPrimary(one, kind);
    return known !== undefined && known.candidate !== right[at];
  });
}

const listSeparator = /[,;|]/;
const listedMax = 1_000;

/** A thing that was given another name leaves its former one to others. */
function releaseFormer(
  { book, subject, isChanged, freshKeys }: Learning,
  now: string,
  kind: string,
) {
  const thing = thingOf(subject);
  if (!isChanged || thing?.kind !== kind || thing.text === now) return;
  if (looksLikeIdentity(thing.text) || !freshKeys.has(foundId(now, { kind }).key)) return;
  book.release(thing.text, kind);
}

/** The exchange made what is called so. */
function isMade(learning: Learning, pair: ValuePair, kind: string): boolean {
  const { ours, isListed } = pair;
  const { freshKeys, subject } = learning;
  if (isListed || subject.inPath.has(ours) || !isOfNewThing(learning, pair)) return false;
  return kind === subject.kind || freshKeys.has(foundId(ours, { kind }).key);
}

/** What is shown of a secret is known by the secret, or else by how random it is. */
function learnPart(learning: Learning, part: ValuePair, wholes: readonly ValuePair[]): void {
  const { ours, theirs, context } = part;
  const isOfWhole = wholes.some(
    (whole) =>
      (whole.ours.startsWith(ours) && whole.theirs.startsWith(theirs)) ||
      (whole.ours.endsWith(ours) && whole.theirs.endsWith(theirs)),
  );
  if (!isOfWhole && !arePartsOfSecrets(ours, theirs)) return;
  learning.book.noteKind(context.kind);
  note(learning, part, context.kind, false);
}

function note({ book }: Learning, pair: ValuePair, kind: string, fromCreation: boolean): boolean {
  const { ours, theirs, primaryIsNumber, candidateIsNumber, context } = pair;
  const { changes, isPart = false } = context.sense;
  const isShared = isPart || isJwt(ours);
  const sides = { primary: ours, candidate: theirs, primaryIsNumber, candidateIsNumber };
  return book.learn({ ...sides, kind, changes, isShared, fromCreation, pinned: false });
}

/** `condt_82lz` and `condt_Q4pV`: as long, and random where they differ. */
function arePartsOfSecrets(ours: string, theirs: string): boolean {
  if (ours.length !== theirs.length || ours.length > 64) return false;
  let at = 0;
  while (at < ours.length && ours[at] === theirs[at]) at += 1;
  const tails = [ours.slice(at), theirs.slice(at)];
  return tails.every((tail) => /^[\w.…*-]+$/.test(tail)) && /\d|[A-Z]/.test(tails.join(' '));
}

/** What the path calls by its kind is of that kind, whatever the path goes on to say. */
function kindOf({ subject }: Learning, text: string, { kind }: FieldContext): string {
  return kind === subject.kind ? (subject.inPath.get(text) ?? kind) : kind;
}

/**
 * @param isOfNew their segments name what was made, whatever they look like
 * @param composites gets the pairs that are learned after all others
 * @returns whether they are URLs
 */
function learnUrls(
  learning: Learning,
  primary: unknown,
  candidate: unknown,
  {
    isOfNew,
    isListed,
    composites,
  }: { readonly isOfNew: boolean; readonly isListed: boolean; readonly composites: ValuePair[] },
): boolean {
  if (typeof primary !== 'string' || typeof candidate !== 'string') return false;
  if (!isUrl(primary) || !isUrl(candidate)) return false;
  // What a cursor in it continues is what its own path says.
  const subject = subjectOf(primary);
  const last = subject.parts.findLast(({ name }) => name === '');
  for (const [ours, theirs] of correspondingParts(subject.parts, urlParts(candidate))) {
    const { name, kind, text } = ours;
    const isIdentity = name !== '' || isOfNew || areMinted(text, theirs.text);
    const context = name === '' ? segmentContext(kind) : contextOf(name, kind, subject);
    const endsLocation = isOfNew && ours === last && isOfPath(learning, ours);
    const place = { name, isListed, holders: null, endsLocation };
    const pair = isIdentity ? pairOf(text, theirs.text, context, place) : null;
    if (pair === null) continue;
    if (name === '') learning.book.noteKind(kind);
    composites.push(pair);
  }
  return true;
}

/** Two numbers may have been counted up to; other texts that are nearly the same were not minted. */
function areMinted(ours: string, theirs: string): boolean {
  if (![ours, theirs].every((text) => looksLikeIdentity(text))) return false;
  return isDigits(ours) || !areNearlySame(ours, theirs);
}

/** It stands where the request's path ends: `/articles/new` in the answer about `/articles/old`. */
function isOfPath({ subject }: Learning, { kind }: UrlPart): boolean {
  return subject.parts.findLast(({ name }) => name === '')?.kind === kind;
}

/** What may differ between two URLs that are else the same; nothing where they are not. */
function correspondingParts(
  ours: readonly UrlPart[],
  theirs: readonly UrlPart[],
): readonly (readonly [UrlPart, UrlPart])[] {
  if (ours.length !== theirs.length) return [];
  const pairs = ours.map((part, at) => [part, theirs[at] as UrlPart] as const);
  const areAlike = pairs.every(
    ([one, other]) => one.name === other.name && (one.name !== '' || one.kind === other.kind),
  );
  return areAlike ? pairs.filter(([one, other]) => one.name !== '' || one.text !== other.text) : [];
}
