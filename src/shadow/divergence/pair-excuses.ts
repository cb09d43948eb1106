import type { MadeThing, MarkedThing, UncertainCount } from '../../vocabulary/excuses.ts';
import { skewBetween } from '../../vocabulary/tap-lane.ts';
import { type FoundId, foundId } from '../identity/recognizing/found-id.ts';
import type { MissedRenames } from './missed-renames.ts';
import type { ObservedRequest } from './observed-request.ts';
import { type PlacedThing, placeThings, type ShownThings } from './placed-things.ts';
import type { RecentWrite } from './recent-write.ts';
import type { MadeAt, RecentWrites } from './recent-writes.ts';
import type { ThingMark } from './thing-mark.ts';
import { uncertainCounts } from './uncertain-counts.ts';
import { type KnownNames, withUnnamed } from './unnamed-things.ts';

/** What explains differences in the bodies of two answers. */
export interface BodyExcuses {
  readonly things: readonly MarkedThing[];
  readonly made: readonly MadeThing[];
  readonly uncertain: readonly UncertainCount[];
  readonly changed: readonly MadeThing[];
}

/**
 * Finds which of the things differ in the candidate's world, or were touched by a write that overlapped with
 * the request. To be called when all such writes are settled, so that the things that they made are known by
 * primary's identities.
 */
export function bodyExcuses(
  shown: ShownThings,
  request: ObservedRequest,
  known: Known,
): BodyExcuses {
  const things: MarkedThing[] = [];
  const made: MadeThing[] = [];
  const changed: MadeThing[] = [];
  const { skewMs } = known;
  const all = withUnnamed(placeThings(shown, known.book, known.renames), known);
  for (const placed of all) {
    const { names, mark, primaryPath, candidatePath } = placed;
    const explanation = explain(names, mark, request, known.writes);
    const marked = explanation === null ? null : markedThing(explanation, request, placed);
    if (marked !== null) things.push(marked);
    if (primaryPath === null || candidatePath === null) continue;
    const paths = { primaryPath, candidatePath, ...(skewMs > 0 && { skewMs }) };
    const at = madeAt(names, known);
    if (at !== undefined) made.push({ ...at, ...paths });
    const last = changedAt(names, request, known);
    if (last !== undefined) changed.push({ ...last, ...paths });
  }
  const racing = known.writes.changingTotals(request);
  const uncertain = uncertainCounts(request, racing, all, (names) => filtersBy(request, names));
  return { things, made, uncertain, changed: haveOverlap(changed, skewMs) ? changed : [] };
}

function changedAt(
  names: readonly FoundId[],
  request: ObservedRequest,
  { writes }: Known,
): MadeAt | undefined {
  if (!writes.hasRacedChanges) return undefined;
  for (const { key } of names) {
    const at = writes.changedAt(key, request);
    if (at !== undefined) return at;
  }
  return undefined;
}

/** Whether two different writes overlapped. */
function haveOverlap(changed: readonly MadeThing[], skewMs: number): boolean {
  const inOrder = changed.toSorted((a, b) => a.startedAt - b.startedAt);
  return inOrder.some((one, at) => {
    for (const next of inOrder.slice(at + 1)) {
      if (next.sequence === one.sequence) continue;
      if (next.startedAt >= one.endedAt + skewMs) return false;
      const slackMs = skewBetween(one.sequence, next.sequence, skewMs);
      if (next.startedAt < one.endedAt + slackMs) return true;
    }
    return false;
  });
}

function madeAt(names: readonly FoundId[], { writes, book }: Known): MadeAt | undefined {
  if (!writes.hasRacedCreations) return undefined;
  for (const { key, text, kind } of names) {
    const theirs = book.ofPrimary(text, kind)?.candidate ?? text;
    const at = writes.madeAt(key) ?? writes.madeThereAt(foundId(theirs, { kind }).key);
    if (at !== undefined) return at;
  }
  return undefined;
}

/** What is known when a pair is judged. */
interface Known extends KnownNames {
  readonly writes: RecentWrites;
  readonly renames: MissedRenames;
  /** By how much the clocks of two taps may differ, in milliseconds. */
  readonly skewMs: number;
}

/** What is known about one thing: its mark, and the writes that overlapped with the request. */
interface Explanation {
  readonly mark: ThingMark;
  /** One of those writes made or removed it, so either answer may lack it. */
  readonly comesOrGoes: boolean;
}

function explain(
  names: readonly FoundId[],
  mark: ThingMark | null,
  request: ObservedRequest,
  writes: RecentWrites,
): Explanation | null {
  const racing = names.flatMap(({ key }) => writes.overlapping(key, request));
  if (racing.length === 0) return mark === null ? null : { mark, comesOrGoes: false };
  const keys = names.map(({ key }) => key);
  const own = writes.get(request.sequence);
  const raced = racedMark(keys, racing, own === undefined ? [] : [own]);
  const comesOrGoes = racing.some((write) => keys.some((key) => write.comesOrGoes.has(key)));
  if (mark === null) return { mark: raced, comesOrGoes };
  const states = [...mark.states, ...raced.states];
  const changed = [...mark.changed, ...raced.changed];
  const kind = mark.kind === 'stale' ? 'raced' : mark.kind;
  return { mark: { ...mark, kind, states, changed }, comesOrGoes };
}

/** @param own the request itself, if it is a write: its answer shows its effect on the thing */
function racedMark(
  keys: readonly string[],
  racing: readonly RecentWrite[],
  own: readonly RecentWrite[],
): ThingMark {
  const states = [...racing, ...own].flatMap(({ before, after }) =>
    keys.flatMap((key) => [...(before.get(key) ?? []), ...(after.get(key) ?? [])]),
  );
  const [cause = 0] = racing.map(({ sequence }) => sequence).toSorted((a, b) => a - b);
  const isTarget = racing.some(({ targets }) => keys.some((key) => targets.has(key)));
  const changed = racing.flatMap((write) => write.changed);
  const until = racing.reduce((latest, { endedAt }) => Math.max(latest, endedAt), 0);
  const raced = { kind: 'raced', because: 'race', mayBeGone: false } as const;
  return { ...raced, cause, until, isTarget, states, changed };
}

/** Null if the presence of a thing with these marks explains nothing. */
function markedThing(
  { mark, comesOrGoes }: Explanation,
  request: ObservedRequest,
  { primaryPath, candidatePath }: PlacedThing,
): MarkedThing | null {
  const { kind, because, cause, states } = mark;
  const placed = { because, cause, states, primaryPath, candidatePath };
  if (primaryPath !== null && candidatePath !== null) return { kind, ...placed };
  if (kind === 'absent') return primaryPath === null ? null : { kind, ...placed };
  if (kind === 'extra') return candidatePath === null ? null : { kind, ...placed };
  const isExplained =
    comesOrGoes ||
    (mark.isTarget && filtersBy(request, mark.changed)) ||
    (mark.mayBeGone && primaryPath === null);
  return isExplained ? { kind: 'raced', ...placed } : null;
}

/**
 * A list that is filtered or sorted by a member that the write set may show the thing or not: `status=open`,
 * `views_gte=3`, `sort=-views` with a limit, `$filter=views gt 3`.
 */
function filtersBy(
  { subject, body, target }: ObservedRequest,
  changed: readonly string[],
): boolean {
  const names = changed.map(plain).filter((name) => name !== '');
  if (names.length === 0) return false;
  const isAskedBy = (text: string): boolean => mentionsAny(text, names);
  const inQuery = subject.parts.some(
    ({ name, text }) => name !== '' && (isAskedBy(name) || isAskedBy(text)),
  );
  // A search sends its filter in the body.
  const isSearch = target === null && body !== null;
  return inQuery || (isSearch && Object.keys(body).some(isAskedBy));
}

/** No filter is longer. */
const filterCharsMax = 2_000;

/** Whether consecutive words of a text form one of these names. */
function mentionsAny(text: string, names: readonly string[]): boolean {
  const words = wordsIn(text.slice(0, filterCharsMax));
  return names.some((name) => words.some((_, at) => startsWithWords(words, at, name)));
}

function startsWithWords(words: readonly string[], first: number, name: string): boolean {
  let joined = '';
  for (let at = first; at < words.length && joined.length < name.length; at += 1) {
    joined += words[at];
    if (!name.startsWith(joined)) return false;
  }
  return joined === name;
}

/** `isActive` and `is_active` by their letters. */
function plain(name: string): string {
  return wordsIn(name).join('');
}

function wordsIn(text: string): readonly string[] {
  const words = text.match(/[A-Z]?[a-z][a-z\d]*|[A-Z]+(?![a-z])|[A-Z]|\d+/g);
  return words?.map((word) => word.toLowerCase()) ?? [];
}
