import type { IdMapping } from '../book/id-mapping.ts';
import { foundId, type FoundId } from '../recognizing/found-id.ts';
import { isIdentityIn, type FieldContext } from '../recognizing/field-context.ts';
import { isDigits, isJwt, isUnmistakable, looksLikeIdentity } from '../recognizing/id-values.ts';
import { thingOf } from '../recognizing/subject.ts';
import { type BelievedExchange, isBelievable, isOfNewThing } from './believable.ts';
import type { ContestedPairs, Span } from './contested-pairs.ts';
import type { RuledIdentities } from './identity-rules.ts';
import type { LastRevisions } from './last-revisions.ts';
import { areAlike } from './listed-element.ts';
import type { SentValues } from './sent-values.ts';
import type { ValuePair } from './value-pair.ts';

export interface Learning extends BelievedExchange {
  /** Whether the answer to the write that made a thing has not been learned from yet. */
  readonly isAwaited: (id: FoundId) => boolean;
  readonly ruled: RuledIdentities;
  readonly sent: SentValues;
  readonly isWrite: boolean;
  /** A POST may make a thing under an identity that the deployment chooses. */
  readonly mayMake: boolean;
  readonly revisions: LastRevisions;
  readonly contested: ContestedPairs;
  readonly span: Span;
  /** The candidate answered in a later state than primary. */
  readonly isLater: boolean;
}

/**
 * Learns that two values name one thing, if that is believable.
 *
 * @returns whether the book now has this mapping
 */
export function learnValue(learning: Learning, pair: ValuePair): boolean {
  const { ours, theirs, context } = pair;
  if (learning.ruled.isForbidden(ours)) return false;
  if (learning.isLater && mayBeOfLaterThing(learning, pair)) return false;
  if (!isIdentityIn(context, ours) || !isIdentityIn(context, theirs)) return false;
  if (ours !== theirs && !isBelievable(learning, pair)) return false;
  const kind = kindOf(learning, ours, context);
  if (ours !== theirs && isChosenByClient(learning, pair, kind)) return false;
  if (ours !== theirs && areOtherLists(learning, pair, kind)) return false;
  if (context.sense.isRevision === true && !pair.isListed && isBehind(learning, pair)) return false;
  const mapping = mappingOf(pair, kind, isMade(learning, pair, kind));
  const isLearned = learning.book.learn(mapping);
  if (isLearned && !pair.isListed) releaseFormer(learning, ours, kind);
  if (!isLearned && mayBeMadeMeanwhile(learning, pair)) {
    learning.contested.note(mapping, learning.span);
  }
  return isLearned;
}

/**
 * Values that change with their thing do not correspond if the candidate's state is later, and if the object
 * differs otherwise, it may be another thing by now.
 */
function mayBeOfLaterThing({ subject }: Learning, pair: ValuePair): boolean {
  const { ours, theirs, context, holders } = pair;
  if (context.sense.changes) return true;
  if (ours === theirs || holders === null) return false;
  return !areAlike(holders.primary, holders.candidate, subject);
}

/**
 * Whether the number may be that of a new thing, because a concurrent request may have removed the thing that
 * had it.
 */
function mayBeMadeMeanwhile({ mayMake, sent }: Learning, pair: ValuePair): boolean {
  const { ours, theirs, isListed, context } = pair;
  if (!mayMake || isListed || context.sense.role !== 'id') return false;
  return isDigits(ours) && isDigits(theirs) && !sent.mentions(ours);
}

/**
 * The client made the value up, so no deployment minted it: if the candidate has another one, that is a
 * difference.
 */
function isChosenByClient(
  { book, sent }: Learning,
  { ours, name }: ValuePair,
  kind: string,
): boolean {
  if (book.ofPrimary(ours, kind) !== undefined) return false;
  // A number that was sent may be the id of a thing whose creation was not seen, and which has another id at
  // the candidate.
  return isUnmistakable(ours) ? sent.has(ours) : !isDigits(ours) && sent.hasMember(name, ours);
}

/** The candidate's revision stayed the same in a write that gave primary's thing a new one. */
function isBehind({ revisions, isWrite }: Learning, pair: ValuePair): boolean {
  const { ours, theirs, name, context } = pair;
  const thing = `${context.kind} ${name}`;
  const pairOfThing = { primary: ours, candidate: theirs };
  if (isWrite && isUnmistakable(theirs) && revisions.isBehind(thing, pairOfThing)) return true;
  revisions.note(thing, pairOfThing);
  return false;
}

/**
 * Two lists of identities in one text, such as `7,8`, of which one lacks an element or contains another
 * thing.
 */
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

/** Releases the former name of a renamed thing, as another thing may get it. */
function releaseFormer(
  { book, subject, isChanged, freshKeys }: Learning,
  now: string,
  kind: string,
) {
  const thing = thingOf(subject);
  if (!isChanged || thing?.kind !== kind || thing.text === now) return;
  if (looksLikeIdentity(thing.text) || !freshKeys.has(foundId(now, { kind }).key)) return;
  book.release(thing.text, kind, true);
}

/** Whether the exchange made the thing with this name. */
function isMade(learning: Learning, pair: ValuePair, kind: string): boolean {
  const { ours, isListed } = pair;
  const { freshKeys, subject } = learning;
  if (isListed || subject.inPath.has(ours) || !isOfNewThing(learning, pair)) return false;
  return kind === subject.kind || freshKeys.has(foundId(ours, { kind }).key);
}

/** Records that two values name one thing, unless something contradicts it. */
export function note({ book }: Learning, pair: ValuePair, kind: string): void {
  book.learn(mappingOf(pair, kind, false));
}

function mappingOf(pair: ValuePair, kind: string, fromCreation: boolean): IdMapping {
  const { ours, theirs, primaryIsNumber, candidateIsNumber, context } = pair;
  const { changes, isPart = false } = context.sense;
  const isShared = isPart || isJwt(ours);
  const sides = { primary: ours, candidate: theirs, primaryIsNumber, candidateIsNumber };
  return { ...sides, kind, changes, isShared, fromCreation, pinned: false };
}

/** A word that the path names with its kind has that kind, whatever the rest of the path says. */
export function kindOf({ subject }: Learning, text: string, { kind }: FieldContext): string {
  return kind === subject.kind ? (subject.inPath.get(text) ?? kind) : kind;
}
