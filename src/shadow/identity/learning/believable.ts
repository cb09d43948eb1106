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

/** Two different values, and what decides whether they may mean the same. */
export interface DifferingPair {
  readonly ours: string;
  readonly theirs: string;
  readonly context: FieldContext;
  /** The name of their member; empty if there is none. */
  readonly name: string;
  readonly isListed: boolean;
  /** Null if they are not members of objects. */
  readonly holders: Holders | null;
  /** They are the last segments of the `Location` of the exchange's subject. */
  readonly endsLocation: boolean;
}

/** Facts about the exchange in which the values occur. */
export interface BelievedExchange {
  readonly book: IdBook;
  readonly subject: Subject;
  /** The exchange made something, so the identities in its answer are new. */
  readonly isCreation: boolean;
  /** Primary answered 201. */
  readonly isCreated: boolean;
  /** The keys of identities that no answer had shown before. */
  readonly freshKeys: ReadonlySet<string>;
  /** This exchange, or a write before it, changed the thing that its path names. */
  readonly isChanged: boolean;
}

/**
 * Whether two different values may be identities of one thing. Two words are not, or `gpt-4` would be learned
 * as `gpt-3`, unless they name a new thing, or are new names of a thing that is known to be the same, as
 * slugs may be. Two revisions may belong to one state unless they are counters.
 */
export function isBelievable(exchange: BelievedExchange, pair: DifferingPair): boolean {
  const { ours, theirs, context } = pair;
  const { sense } = context;
  if (sense.isRevision === true) return areOfOneState(exchange, pair);
  if (sense.changes || isOfNewThing(exchange, pair)) return true;
  if ([ours, theirs].some((text) => looksLikeIdentity(text) || mayBeToken(text))) {
    // Without a name that marks it as an identity, the value may be any that the candidate gets wrong.
    return sense.role !== 'other' || !areNearlySame(ours, theirs);
  }
  return exchange.isChanged && !pair.isListed && isRenamedThing(exchange, pair);
}

/**
 * Whether the exchange made the thing with this identity, and did not rename an existing one: a POST may
 * do either.
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

/** Whether two revisions may belong to one state. A version without a thing may be the program's. */
function areOfOneState(
  { subject, isChanged }: BelievedExchange,
  { ours, theirs, context: { sense }, holders }: DifferingPair,
): boolean {
  if (!mayBeOfOneState(ours, theirs)) return false;
  // A tag may begin with the length of the content.
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
  // Only one deployment has changed the name.
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

/** Whether the objects have another identity of their own that shows that they are the same thing. */
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

/**
 * The identities of an object itself: `authorId` identifies another thing, and `articleId` may identify the
 * object.
 */
function ownIdsIn({ primary, candidate }: Holders, { kind }: FieldContext, subject: Subject) {
  return Object.keys(primary).flatMap((name) => {
    const sense = senseOf(name);
    if (sense.role !== 'id' || sense.changes) return [];
    if (contextBy(sense, kind, subject).kind !== kind) return [];
    const one = identityText(primary[name]);
    return one === null ? [] : [{ one, other: identityText(candidate[name]), kind }];
  });
}
