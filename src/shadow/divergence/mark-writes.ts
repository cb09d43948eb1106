import type { Excuse } from '../../vocabulary/excuses.ts';
import type { IdBook } from '../identity/book/id-book.ts';
import type { FoundId } from '../identity/recognizing/found-id.ts';
import { isMembers, type Members } from '../identity/reading/json-scalars.ts';
import type { ParsedAnswer } from '../identity/reading/parsed-answer.ts';
import { identityText } from '../identity/recognizing/id-values.ts';
import { mayBeDone, type ObservedRequest, thingsOf } from './observed-request.ts';
import type { ThingMark, ThingMarks } from './thing-marks.ts';

/** What it takes to mark things for one write. */
export interface Marking {
  readonly marks: ThingMarks;
  /** What the write is put down to: itself, or what it follows from. */
  readonly excuse: Excuse;
  /** What primary showed of a thing before the write. */
  readonly statesOf: (key: string) => readonly Members[];
}

/**
 * Marks what differs after a write that primary did, or may have done, and the candidate did not.
 *
 * @param relatives keys of what the request's credential belongs to, such as the key that is billed
 */
export function markMissedWrite(
  write: ObservedRequest,
  relatives: readonly string[],
  marking: Marking,
): void {
  const { target, head } = write;
  const made = madeThings(write);
  const removes = head.method === 'DELETE';
  const isCreation = made.length > 0;
  for (const names of made) mark(marking, names.map(keyOf), 'absent');
  const changed = target === null || isCreation ? [] : [target.key];
  // What no path names is, as in DELETE /sessions/current, whoever asks.
  const ended = removes && target === null ? credentialsOf(write) : [];
  for (const key of changed) mark(marking, [key], removes ? 'extra' : 'stale');
  for (const key of ended) mark(marking, [key], 'extra');
  const marked = new Set([...made.flat().map(keyOf), ...changed, ...ended]);
  const named = write.named.filter(({ where }) => where !== 'credential').map(keyOf);
  for (const key of new Set([...named, ...relatives])) {
    if (!marked.has(key)) mark(marking, [key], 'stale', { isTarget: false });
  }
}

/** Marks what the candidate did, and primary refused or may not have done. */
export function markOwnWrite(
  write: ObservedRequest,
  candidate: ParsedAnswer,
  book: IdBook,
  marking: Marking,
): void {
  const { target, head, body } = write;
  const shown = thingsOf(candidate, write.subject);
  for (const { names, members } of shown) {
    const isKnown = names.some(({ text, kind }) => book.ofCandidate(text, kind) !== undefined);
    if (members === null || isKnown) continue;
    const extra = markFor(marking, [], 'extra', {});
    marking.marks.noteCandidates(names.map(keyOf), { ...extra, isUnnamed: mayBeDone(write) });
  }
  if (target === null) return;
  if (head.method === 'DELETE') return mark(marking, [target.key], 'absent');
  const after = shown.flatMap(({ members }) =>
    members === null ? [] : [inPrimarysIdentities(book, members)],
  );
  mark(marking, [target.key], 'raced', { after: body === null ? after : [...after, body] });
}

/** Marks single things that one answer of a write lacks beside others that it has. */
export function markMissing(missing: readonly (readonly FoundId[])[], marking: Marking): void {
  for (const names of missing) mark(marking, names.map(keyOf), 'absent');
}

/** The names of each thing that a write made on primary, as far as its answer shows. */
export function madeThings(write: ObservedRequest): readonly (readonly FoundId[])[] {
  const { fresh, things, named, target, head } = write;
  if (fresh.length === 0 || !mayBeDone(write)) return none;
  const left = new Map(fresh.map((id) => [id.key, id]));
  for (const { key } of named) {
    // What a request names was there before, unless it puts it there.
    if (head.method !== 'PUT' || key !== target?.key) left.delete(key);
  }
  const made: (readonly FoundId[])[] = [];
  for (const { names, members } of things) {
    if (members === null || !names.some(({ key }) => left.has(key))) continue;
    made.push(names);
    for (const { key } of names) left.delete(key);
  }
  for (const id of left.values()) made.push([id]);
  return made;
}

const none: readonly (readonly FoundId[])[] = [];

/**
 * What primary made in a write that both answered well, and of which the candidate's answer shows no
 * counterpart; `all` where it shows none of what was made, as in a GraphQL answer with errors.
 */
export function missingThings(
  write: ObservedRequest,
  candidate: ParsedAnswer,
  book: IdBook,
): 'all' | readonly (readonly FoundId[])[] {
  const made = madeThings(write);
  if (made.length === 0) return none;
  const shown = new Set<unknown>(candidate.values.map(({ text }) => text));
  for (const { value } of candidate.scalars) shown.add(value);
  const missing = made.filter((names) =>
    names.every(({ text, kind }) => !shown.has(text) && book.ofPrimary(text, kind) === undefined),
  );
  if (missing.length === made.length) return 'all';
  const objects = new Set(
    write.things.filter(({ members }) => members !== null).map(({ names }) => names),
  );
  return missing.filter((names) => objects.has(names));
}

function mark(
  marking: Marking,
  keys: readonly string[],
  kind: ThingMark['kind'],
  more: { readonly isTarget?: boolean; readonly after?: readonly Members[] } = {},
): void {
  marking.marks.note(keys, markFor(marking, keys, kind, more));
}

function markFor(
  { excuse, statesOf }: Marking,
  keys: readonly string[],
  kind: ThingMark['kind'],
  { isTarget = true, after = [] }: { isTarget?: boolean; after?: readonly Members[] },
): ThingMark {
  return { kind, ...excuse, isTarget, states: [...keys.flatMap(statesOf), ...after] };
}

function credentialsOf({ named }: ObservedRequest): readonly string[] {
  return named.filter(({ where }) => where === 'credential').map(keyOf);
}

/** The members of an object in primary's identities; what is nested stays as it is. */
function inPrimarysIdentities(book: IdBook, members: Members): Members {
  return Object.fromEntries(
    Object.entries(members).map(([name, value]) => {
      const text = isMembers(value) ? null : identityText(value);
      return [name, (text === null ? undefined : book.ofCandidate(text, '')?.primary) ?? value];
    }),
  );
}

function keyOf({ key }: { readonly key: string }): string {
  return key;
}
