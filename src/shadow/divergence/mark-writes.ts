import type { Excuse } from '../../vocabulary/excuses.ts';
import type { IdBook } from '../identity/book/id-book.ts';
import { type FoundId, keyOf } from '../identity/recognizing/found-id.ts';
import { isMembers, type Members } from '../identity/reading/json-scalars.ts';
import type { ParsedAnswer } from '../identity/reading/parsed-answer.ts';
import { identityText } from '../identity/recognizing/id-values.ts';
import { type MissedRenames, renamedTo } from './missed-renames.ts';
import { madeThings, newSecrets } from './made-things.ts';
import {
  changedBy,
  mayBeDone,
  type ObservedRequest,
  removesTarget,
  thingsOf,
} from './observed-request.ts';
import type { ThingMark } from './thing-mark.ts';
import type { ThingMarks } from './thing-marks.ts';

/** The inputs for marking things because of one write. */
export interface Marking {
  readonly marks: ThingMarks;
  /** The cause of the marks: the write itself, or what it follows from. */
  readonly excuse: Excuse;
  /** When primary had answered the write. */
  readonly until: number;
  /** The states of a thing that primary showed before the write. */
  readonly statesOf: (key: string) => readonly Members[];
  readonly renames: MissedRenames;
}

/** Things that a write may have touched beside those that it names. */
export interface Related {
  /** Keys of the owner of the request's credential, such as the key that is billed. */
  readonly relatives: readonly string[];
  /** Keys of things that were made together with the target, such as the secret of a key. */
  readonly siblings: readonly string[];
  /** The slugs among them: a rename gives them up. */
  readonly slugs: readonly string[];
}

/** Marks what differs after a write that primary did, or may have done, and the candidate did not. */
export function markMissedWrite(
  write: ObservedRequest,
  { relatives, siblings, slugs }: Related,
  marking: Marking,
): void {
  const { target } = write;
  const made = madeThings(write);
  for (const names of made) mark(marking, names.map(keyOf), 'absent');
  const secrets = newSecrets(write).map(keyOf);
  for (const key of secrets) mark(marking, [key], 'absent');
  const about =
    target === null || made.length > 0 ? soleNamed(write, made) : namesOf(target, marking);
  if (target !== null) markRenamed(write, target, slugs, marking);
  const removed = removesTarget(write) ? [...about, ...siblings] : [];
  const ended = endsSession(write, made) ? credentialsOf(write) : [];
  for (const key of [...removed, ...ended]) mark(marking, [key], 'extra');
  const changed = removed.length > 0 ? [] : about;
  for (const key of changed) {
    mark(marking, [key], 'stale', { changed: changedBy(write), mayBeGone: target === null });
  }
  const marked = new Set([...made.flat().map(keyOf), ...removed, ...ended, ...changed]);
  const named = write.named.filter(({ where }) => where !== 'credential').map(keyOf);
  for (const key of new Set([...named, ...relatives])) {
    if (!marked.has(key)) mark(marking, [key], 'stale', { isTarget: false });
  }
}

/** The keys of a thing: its own, and the former one that the candidate still knows. */
function namesOf({ key }: FoundId, { renames }: Marking): readonly string[] {
  const former = renames.formerOf(key);
  return former === undefined ? [key] : [key, former.key];
}

/** Marks a renamed thing as stale under all its names: the candidate still has the former ones. */
function markRenamed(
  write: ObservedRequest,
  target: FoundId,
  slugs: readonly string[],
  marking: Marking,
): void {
  const now = renamedTo(write);
  if (now.length === 0) return;
  const { renames } = marking;
  const isById = write.things.some(({ names }) => names.some(({ key }) => key === target.key));
  const givenUp = isById ? slugs : [target.key, ...slugs];
  renames.note(target, now);
  renames.noteGivenUp(givenUp);
  const keys = new Set([target.key, ...now.map(keyOf), ...givenUp]);
  const former = renames.formerOf(target.key);
  const states = [target.key, ...(former === undefined ? [] : [former.key])].flatMap(
    marking.statesOf,
  );
  for (const key of keys)
    mark(marking, [key], 'stale', { changed: changedBy(write), after: states });
}

const sessionWords = /session|token|log-?out|sign-?out|revoke/i;

/** A request by which its sender logs out, such as DELETE /sessions/current or POST /logout. */
function endsSession(
  { head, target, subject }: ObservedRequest,
  made: readonly (readonly FoundId[])[],
): boolean {
  if (target !== null || made.length > 0 || !sessionWords.test(subject.path)) return false;
  return head.method === 'DELETE' || head.method === 'POST';
}

/** The subject of a request whose path names nothing, as in GraphQL: the one thing in its body. */
function soleNamed(
  { named, target }: ObservedRequest,
  made: readonly (readonly FoundId[])[],
): readonly string[] {
  const inBody = named.filter(({ where }) => where === 'body').map(keyOf);
  return target === null && made.length === 0 && inBody.length === 1 ? inBody : [];
}

/** The candidate's names of things in its answer to a write for which primary has no name. */
export function unnamedByPrimary(
  { subject }: ObservedRequest,
  candidate: ParsedAnswer,
  book: IdBook,
): readonly (readonly FoundId[])[] {
  const shown = thingsOf(candidate, subject).filter(({ members }) => members !== null);
  return shown
    .map(({ names }) => names)
    .filter((names) => names.every(({ text, kind }) => !book.ofCandidate(text, kind)));
}

/** Marks what the candidate did, and primary refused or may not have done. */
export function markOwnWrite(
  write: ObservedRequest,
  candidate: ParsedAnswer,
  book: IdBook,
  marking: Marking,
): void {
  const { target, body } = write;
  const shown = thingsOf(candidate, write.subject);
  for (const names of unnamedByPrimary(write, candidate, book)) {
    const extra = markFor(marking, [], 'extra', {});
    const since = mayBeDone(write) ? { unnamedSince: write.startedAt } : {};
    marking.marks.noteCandidates(names.map(keyOf), { ...extra, ...since });
  }
  if (target === null) return;
  if (removesTarget(write)) return mark(marking, [target.key], 'absent');
  const after = shown.flatMap(({ members }) =>
    members === null ? [] : [withPrimarysIds(book, members)],
  );
  const states = body === null ? after : [...after, body];
  mark(marking, [target.key], 'raced', { after: states, changed: changedBy(write) });
}

/** Marks single things that one answer to a write lacks, while it has others. */
export function markMissing(missing: readonly (readonly FoundId[])[], marking: Marking): void {
  for (const names of missing) mark(marking, names.map(keyOf), 'absent');
}

interface MarkOptions {
  readonly isTarget?: boolean;
  readonly after?: readonly Members[];
  readonly changed?: readonly string[];
  readonly mayBeGone?: boolean;
}

function mark(
  marking: Marking,
  keys: readonly string[],
  kind: ThingMark['kind'],
  options: MarkOptions = {},
): void {
  marking.marks.note(keys, markFor(marking, keys, kind, options));
}

function markFor(
  { excuse, until, statesOf }: Marking,
  keys: readonly string[],
  kind: ThingMark['kind'],
  { isTarget = true, after = [], changed = [], mayBeGone = false }: MarkOptions,
): ThingMark {
  const states = [...keys.flatMap(statesOf), ...after];
  return { kind, ...excuse, until, isTarget, states, changed, mayBeGone };
}

function credentialsOf({ named }: ObservedRequest): readonly string[] {
  return named.filter(({ where }) => where === 'credential').map(keyOf);
}

/** The members of an object with primary's identities; nested values stay as they are. */
function withPrimarysIds(book: IdBook, members: Members): Members {
  return Object.fromEntries(
    Object.entries(members).map(([name, value]) => {
      const text = isMembers(value) ? null : identityText(value);
      return [name, (text === null ? undefined : book.ofCandidate(text, '')?.primary) ?? value];
    }),
  );
}
