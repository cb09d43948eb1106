import type { IdBook } from '../identity/book/id-book.ts';
import { isMembers, type Members } from '../identity/reading/json-scalars.ts';
import type { ParsedAnswer } from '../identity/reading/parsed-answer.ts';
import { isChangingKind } from '../identity/recognizing/field-context.ts';
import { type FoundId, keyOf } from '../identity/recognizing/found-id.ts';
import { senseOf } from '../identity/recognizing/id-names.ts';
import { identityText } from '../identity/recognizing/id-values.ts';
import type { FoundThing } from './found-things.ts';
import { renamedTo } from './missed-renames.ts';
import { mayBeDone, type ObservedRequest } from './observed-request.ts';

type Names = readonly FoundId[];

const none: readonly Names[] = [];

/** Kinds of credentials, as opposed to things. */
const credentialKinds: ReadonlySet<string> = new Set(['token', 'session', 'secret', 'sid', 'jti']);

/**
 * The names of each thing that a write made on primary, as far as its answer shows. Other things that the
 * answer is the first to show, such as the customer of an order, existed before. Only the outermost object
 * was made, with the secrets that it shows, and the cookies that were set.
 */
export function madeThings(write: ObservedRequest): readonly Names[] {
  const { fresh, named, target, head, things } = write;
  const makes = head.method === 'POST' || head.method === 'PUT';
  if (!makes || fresh.length === 0 || !mayBeDone(write)) return none;
  const left = new Map(fresh.map((id) => [id.key, id]));
  for (const { key } of renamedTo(write)) left.delete(key);
  for (const { key } of named) {
    // A thing that the request names existed before, unless the request puts it there.
    if (head.method !== 'PUT' || key !== target?.key) left.delete(key);
  }
  const made: Names[] = [];
  for (const { names, members } of outermost(things, left, write)) {
    const own = ownAmong(names, write.subject.kind).filter(({ key }) => left.has(key));
    if (own.length > 0) made.push(own);
    for (const { key } of own) left.delete(key);
    for (const secret of secretsIn(members ?? {}, left)) made.push([secret]);
  }
  for (const cookie of inHeaders(write.primary, left)) made.push([cookie]);
  return made;
}

/** New names that a write gave to an existing thing, and new credentials, such as the new secret of a key. */
export function newSecrets({ fresh, named, target, things }: ObservedRequest): Names {
  if (fresh.length === 0 || target === null) return [];
  const left = new Map(fresh.flatMap((id) => (isChangingKind(id.kind) ? [] : [[id.key, id]])));
  for (const { key } of named) left.delete(key);
  const own = things.find(
    ({ names, members }) => members !== null && names.some(({ key }) => key === target.key),
  );
  return secretsIn(own?.members ?? {}, left);
}

/** Of several objects side by side, the one of the kind that the path names; all if none is. */
function outermost(
  things: readonly FoundThing[],
  fresh: ReadonlyMap<string, FoundId>,
  { subject, sendsList }: ObservedRequest,
): readonly FoundThing[] {
  const shown = things.filter(
    ({ names, members }) => members !== null && names.some(({ key }) => fresh.has(key)),
  );
  const depth = shown.reduce((least, { at }) => Math.min(least, at.depth), Number.MAX_SAFE_INTEGER);
  const outer = shown.filter(({ at }) => at.depth === depth);
  const isList = outer.some(({ at }) => typeof at.step === 'number');
  // The things in the answer to a search existed before; a request that makes several sends a list.
  if (isList) return sendsList || outer.length === 1 ? outer : [];
  const ofKind = outer.filter(({ names }) => names.some(({ kind }) => kind === subject.kind));
  return ofKind.length > 0 ? ofKind : outer;
}

/** Leaves out ids of other things in an object without an id of its own. */
function ownAmong(names: Names, kind: string): Names {
  const own = names.filter((name) => name.kind === kind || credentialKinds.has(name.kind));
  return own.length > 0 ? own : names;
}

/** Values in an object that were minted for it and are not ids of other things. */
function secretsIn(members: Members, fresh: ReadonlyMap<string, FoundId>): Names {
  const texts = new Map([...fresh.values()].map((id) => [id.text, id]));
  return Object.entries(members).flatMap(([name, value]) => {
    const { role, kind } = senseOf(name);
    if (role === 'id' && !credentialKinds.has(kind)) return [];
    const text = isMembers(value) ? null : identityText(value);
    return (text === null ? undefined : texts.get(text)) ?? [];
  });
}

function inHeaders({ values }: ParsedAnswer, fresh: ReadonlyMap<string, FoundId>): Names {
  const texts = new Set(values.map(({ text }) => text));
  return [...fresh.values()].filter(({ text }) => texts.has(text));
}

/**
 * Things that primary made in a write that both answered well, and that have no counterpart in the
 * candidate's answer; `all` if it shows none of them, as in a GraphQL answer with errors.
 */
export function missingThings(
  write: ObservedRequest,
  candidate: ParsedAnswer,
  book: IdBook,
): 'all' | readonly Names[] {
  const made = madeThings(write);
  if (made.length === 0) return none;
  const shown = new Set<unknown>(candidate.values.map(({ text }) => text));
  for (const { value } of candidate.scalars) shown.add(value);
  const missing = made.filter((names) =>
    names.every(({ text, kind }) => !shown.has(text) && book.ofPrimary(text, kind) === undefined),
  );
  if (missing.length === made.length) return 'all';
  // A member that the candidate's answer lacks is a difference, and not a thing that was not made.
  const objects = new Set(
    write.things.flatMap(({ names, members }) => (members === null ? [] : names.map(keyOf))),
  );
  return missing.filter((names) => names.some(({ key }) => objects.has(key)));
}
