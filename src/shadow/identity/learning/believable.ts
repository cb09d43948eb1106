import type { IdBook } from '../book/id-book.ts';
import type { Members } from '../reading/json-scalars.ts';
import { contextBy, type FieldContext } from '../recognizing/field-context.ts';
import { foundId } from '../recognizing/found-id.ts';
import { senseOf } from '../recognizing/id-names.ts';
import { identityText, looksLikeIdentity, mayBeToken } from '../recognizing/id-values.ts';
import { areNearlySame } from '../recognizing/nearly-same.ts';
import { haveSameCount, mayBeOfOneState } from '../recognizing/revision.ts';
import type { Subject } from '../recognizing/subject.ts';

/** The objects that two values are members of. */
export interface Holders {
  readonly primary: Members;
  readonly candidate: Members;
}

/** Two different values, as far as it takes to believe that they mean the same. */
export interface DifferingPair {
  readonly ours: string;
  readonly theirs: string;
  readonly context: FieldContext;
  /** Of the member that they are; empty where there is none. */
  readonly name: string;
  readonly isListed: boolean;
  /** Null where they are no members of objects. */
  readonly holders: Holders | null;
  /** They end the URL of what the exchange is about. */
  readonly endsLocation: boolean;
}

/** What is known of the exchange in which the values stand. */
export interface BelievedExchange {
  readonly book: IdBook;
  readonly subject: Subject;
  /** The exchange made something, so that what its answer names did not exist before. */
  readonly isCreation: boolean;
  /** Primary's answer says so by its status, 201. */
  readonly isCreated: boolean;
  /** The keys of identities that no answer had shown before. */
  readonly freshKeys: ReadonlySet<string>;
  /** It changed the thing that its path names, or a write before it did. */
  readonly isChanged: boolean;
}

/**
 * Two words that differ are no identities of one thing, lest `gpt-4` be taken for another word for
 * `gpt-3`: unless they were made for something new, or anew for what is known to be one thing, as slugs
 * are. Two revisions are those of one state unless they are counted.
 */
export function isBelievable(exchange: BelievedExchange, pair: DifferingPair): boolean {
  const { ours, theirs, context } = pair;
  const { sense } = context;
  if (sense.isRevision === true) return areOfOneState(exchange, pair);
  if (sense.changes || isOfNewThing(exchange, pair)) return true;
  if ([ours, theirs].some((text) => looksLikeIdentity(text) || mayBeToken(text))) {
    // Where no name says that it is an identity, it may be any value in which the candidate is wrong.
    return sense.role !== 'other' || !areNearlySame(ours, theirs);
  }
  return exchange.isChanged && !pair.isListed && isRenamedThing(exchange, pair);
}

/**
 * Whether the exchange made the thing that is called so, and did not give a new name to one that was
 * there: a POST may do either.
 */
export function isOfNewThing(
  { subject, isCreation, isCreated, freshKeys }: BelievedExchange,
  { ours, context, holders }: Pick<DifferingPair, 'ours' | 'context' | 'holders'>,
): boolean {
  if (!isCreation || holders === null) return isCreation;
  if (!isCreated && [...subject.inPath.values()].includes(context.kind)) return false;
  return ownIdsIn(holders, context, subject).every(
    ({ one, kind }) => one === ours || freshKeys.has(foundId(one, { kind }).key),
  );
}

/** A version may also be that of the program, where nothing says that it is a thing's. */
function areOfOneState(
  { subject, isChanged }: BelievedExchange,
  { ours, theirs, context: { sense }, holders }: DifferingPair,
): boolean {
  if (!mayBeOfOneState(ours, theirs)) return false;
  // A tag may begin with the length of what it was made of.
  if (sense.kind !== 'etag' && !haveSameCount(ours, theirs)) return false;
  return sense.role === 'id' || isChanged || subject.inPath.size > 0 || hasOwnId(holders);
}

function hasOwnId(holders: Holders | null): boolean {
  return holders !== null && Object.keys(holders.primary).some(isOwnIdName);
}

function isOwnIdName(name: string): boolean {
  const { role, changes } = senseOf(name);
  return role === 'id' && !changes;
}

/** Whether both deployments gave a new name to what is known to be one thing. */
function isRenamedThing(exchange: BelievedExchange, pair: DifferingPair): boolean {
  const { ours, theirs, context, holders, endsLocation } = pair;
  const thing = targetOf(exchange, context);
  // Only one of the two has changed it.
  if (thing !== null && (ours === thing.primary) !== (theirs === thing.candidate)) return false;
  if (endsLocation) return true;
  if (holders === null) return false;
  return thing !== null || haveSameId(exchange, pair, holders);
}

/** The thing of this kind that the request's path names, as each deployment calls it. */
function targetOf(
  { book, subject }: BelievedExchange,
  { kind }: FieldContext,
): { readonly primary: string; readonly candidate: string } | null {
  const [primary] = [...subject.inPath].findLast(([, one]) => one === kind) ?? [];
  if (primary === undefined) return null;
  return { primary, candidate: book.ofPrimary(primary, kind)?.candidate ?? primary };
}

/** The objects have another identity of their own, and in that they are one thing. */
function haveSameId(
  { book, subject }: BelievedExchange,
  { ours, context }: DifferingPair,
  holders: Holders,
): boolean {
  return ownIdsIn(holders, context, subject).some(({ one, other, kind }) => {
    if (other === null || one === ours) return false;
    const known = book.ofPrimary(one, kind);
    if (known !== undefined) return known.candidate === other;
    return one === other || looksLikeIdentity(one) || looksLikeIdentity(other);
  });
}

/** Identities of an object's own: `authorId` is another thing's, and `articleId` may be its own. */
function ownIdsIn({ primary, candidate }: Holders, { kind }: FieldContext, subject: Subject) {
  return Object.keys(primary).flatMap((name) => {
    const sense = senseOf(name);
    if (sense.role !== 'id' || sense.changes) return [];
    if (contextBy(sense, kind, subject).kind !== kind) return [];
    const one = identityText(primary[name]);
    return one === null ? [] : [{ one, other: identityText(candidate[name]), kind }];
  });
}
