import type { IdBook } from '../book/id-book.ts';
import type { Members } from '../reading/json-scalars.ts';
import { contextBy, type FieldContext } from '../recognizing/field-context.ts';
import { senseOf } from '../recognizing/id-names.ts';
import { identityText, looksLikeIdentity, mayBeToken } from '../recognizing/id-values.ts';
import { haveSameCount, isCountedRevision } from '../recognizing/revision.ts';
import { type Subject, thingOf } from '../recognizing/subject.ts';

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
  readonly isCreation: boolean;
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
  if (sense.changes || exchange.isCreation) return true;
  if ([ours, theirs].some((text) => looksLikeIdentity(text) || mayBeToken(text))) return true;
  return exchange.isChanged && !pair.isListed && isRenamedThing(exchange, pair);
}

/** A version may also be that of the program, where nothing says that it is a thing's. */
function areOfOneState(
  { subject, isChanged }: BelievedExchange,
  { ours, theirs, context: { sense }, holders }: DifferingPair,
): boolean {
  if (isCountedRevision(ours) || isCountedRevision(theirs)) return false;
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
  const thing = targetOf(exchange);
  // Only one of the two has changed it.
  if (thing !== null && (ours === thing.primary) !== (theirs === thing.candidate)) return false;
  if (endsLocation) return true;
  if (holders === null) return false;
  return (thing !== null && context.kind === thing.kind) || haveSameId(exchange, pair, holders);
}

/** What the request's path ends in, as each deployment calls it. */
function targetOf({ book, subject }: BelievedExchange): {
  readonly primary: string;
  readonly candidate: string;
  readonly kind: string;
} | null {
  const thing = thingOf(subject);
  if (thing === null) return null;
  const { text, kind } = thing;
  return { primary: text, candidate: book.ofPrimary(text, kind)?.candidate ?? text, kind };
}

/** The objects have another identity of their own, and in that they are one thing. */
function haveSameId(
  { book, subject }: BelievedExchange,
  { ours, context }: DifferingPair,
  { primary, candidate }: Holders,
): boolean {
  return Object.keys(primary).some((name) => {
    const sense = senseOf(name);
    if (sense.role !== 'id' || sense.changes) return false;
    // `authorId` is another thing's; `objectId` or `articleId` may be its own.
    const own = contextBy(sense, context.kind, subject);
    if (own.kind !== context.kind && sense.kind !== 'object') return false;
    const [one, other] = [identityText(primary[name]), identityText(candidate[name])];
    if (one === null || other === null || one === ours) return false;
    const known = book.ofPrimary(one, own.kind);
    if (known !== undefined) return known.candidate === other;
    return one === other || looksLikeIdentity(one) || looksLikeIdentity(other);
  });
}
