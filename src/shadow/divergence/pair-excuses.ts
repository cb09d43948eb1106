import type { Excuse, JsonPath, MadeThing, MarkedThing } from '../../vocabulary/excuses.ts';
import type { IdBook } from '../identity/book/id-book.ts';
import { type FoundId, foundId } from '../identity/recognizing/found-id.ts';
import { isMembers } from '../identity/reading/json-scalars.ts';
import type { ParsedAnswer } from '../identity/reading/parsed-answer.ts';
import { type FoundThing, pathOf, rootThing } from './found-things.ts';
import { type ObservedRequest, thingsOf } from './observed-request.ts';
import type { RecentWrite, RecentWrites } from './recent-writes.ts';
import type { ThingMark, ThingMarks } from './thing-marks.ts';

/** A thing in either answer or in both, with the mark it had when the candidate had answered. */
export interface PlacedThing {
  /** In primary's identities. */
  readonly names: readonly FoundId[];
  readonly primaryPath: JsonPath | null;
  readonly candidatePath: JsonPath | null;
  readonly mark: ThingMark | null;
  /** Its names in the candidate's identities, where primary does not show it. */
  readonly theirs: readonly FoundId[];
}

/** A list with more things is explained as far as these go. */
const placedMax = 5_000;

/**
 * Finds the things in two answers to the same request, and what each is called on the other side. A
 * mark counts only where its cause was sent earlier.
 */
export function placeThings(
  request: ObservedRequest,
  candidate: ParsedAnswer,
  book: IdBook,
  marks: ThingMarks,
): readonly PlacedThing[] {
  const theirs = thingsOf(candidate, request.subject, true);
  const unmet = byKey(theirs);
  const met = new Set<FoundThing>();
  const placed: PlacedThing[] = [];
  for (const ours of withRoot(request)) {
    if (placed.length === placedMax) return placed;
    const there = counterpartOf(ours, unmet, book);
    if (there !== null) met.add(there);
    const isRoot = ours.at.depth === 0 && ours.members !== null;
    placed.push({
      names: ours.names,
      primaryPath: pathOf(ours),
      candidatePath: there === null ? (isRoot ? [] : null) : pathOf(there),
      mark: markOf(ours.names, marks, request),
      theirs: [],
    });
  }
  for (const there of theirs) {
    if (met.has(there)) continue;
    if (placed.length === placedMax) break;
    const names = inPrimarysIdentities(there.names, book);
    const mark = candidateMarkOf(there.names, marks, request) ?? markOf(names, marks, request);
    const placement = { primaryPath: null, candidatePath: pathOf(there) };
    placed.push({ names, ...placement, mark, theirs: there.names });
  }
  return withUnnamed(placed, book);
}

/**
 * What the candidate made in a write whose answer primary could not finish has no known name on
 * primary. A thing there that nobody has named before, in the same place, is taken for it: one each.
 */
function withUnnamed(placed: readonly PlacedThing[], book: IdBook): readonly PlacedThing[] {
  const unnamed = new Map<string, ThingMark[]>();
  for (const { candidatePath, mark } of placed) {
    if (candidatePath === null || mark?.isUnnamed !== true) continue;
    const place = placeAround(candidatePath);
    unnamed.set(place, [...(unnamed.get(place) ?? []), mark]);
  }
  if (unnamed.size === 0) return placed;
  return placed.map((thing) => {
    const { names, primaryPath, candidatePath } = thing;
    if (primaryPath === null || candidatePath !== null || thing.mark !== null) return thing;
    if (names.some(({ text, kind }) => book.ofPrimary(text, kind) !== undefined)) return thing;
    const mark = unnamed.get(placeAround(primaryPath))?.shift();
    return mark === undefined ? thing : { ...thing, mark: { ...mark, kind: 'absent' as const } };
  });
}

function placeAround(path: JsonPath): string {
  return JSON.stringify(path.slice(0, -1));
}

function inPrimarysIdentities(theirs: readonly FoundId[], book: IdBook): readonly FoundId[] {
  return theirs.map(({ text, kind }) => {
    return foundId(book.ofCandidate(text, kind)?.primary ?? text, { kind });
  });
}

/** A document that does not say what it is about is about what the path names last. */
function withRoot({ target, primary, subject }: ObservedRequest): readonly FoundThing[] {
  const things = thingsOf(primary, subject, true);
  const [document] = primary.documents;
  const saysItself = things.some(({ at, members }) => members !== null && at.depth <= 1);
  const last = subject.parts.findLast(({ name }) => name === '');
  const isAboutTarget = target !== null && last?.text === target.text;
  if (saysItself || !isAboutTarget || !isMembers(document)) return things;
  return [rootThing([target], document), ...things];
}

function markOf(
  names: readonly FoundId[],
  marks: ThingMarks,
  request: ObservedRequest,
): ThingMark | null {
  const mark = names.map(({ key }) => marks.of(key)).find((known) => known !== undefined);
  return mark !== undefined && isEarlier(mark, request) ? mark : null;
}

function candidateMarkOf(
  names: readonly FoundId[],
  marks: ThingMarks,
  request: ObservedRequest,
): ThingMark | null {
  const mark = names.map(({ key }) => marks.ofCandidate(key)).find((known) => known !== undefined);
  return mark !== undefined && isEarlier(mark, request) ? mark : null;
}

function isEarlier({ cause }: Excuse, { sequence }: ObservedRequest): boolean {
  return cause < sequence;
}

type ThingsByKey = Map<string, FoundThing[]>;

function byKey(things: readonly FoundThing[]): ThingsByKey {
  const found: ThingsByKey = new Map();
  for (const thing of things) {
    for (const { key } of thing.names) {
      const others = found.get(key);
      if (others === undefined) found.set(key, [thing]);
      else others.push(thing);
    }
  }
  return found;
}

/** Takes the next place where the candidate shows the same thing; null where there is none. */
function counterpartOf(
  { names, members }: FoundThing,
  unmet: ThingsByKey,
  book: IdBook,
): FoundThing | null {
  for (const { text, kind, key } of names) {
    const theirs = book.ofPrimary(text, kind)?.candidate;
    const others = unmet.get(theirs === undefined ? key : foundId(theirs, { kind }).key);
    const at = others?.findIndex((one) => (one.members === null) === (members === null)) ?? -1;
    if (at >= 0) return others?.splice(at, 1)[0] ?? null;
  }
  return null;
}

/** What explains differences in the bodies of two answers. */
export interface BodyExcuses {
  readonly things: readonly MarkedThing[];
  readonly made: readonly MadeThing[];
}

/**
 * Says which of the things differ in the candidate's world, or were touched by a write that
 * overlapped with the request; to be asked when all such writes are settled, so that what they made
 * is known by primary's identities.
 */
export function bodyExcuses(
  placed: readonly PlacedThing[],
  request: ObservedRequest,
  { writes, book }: { readonly writes: RecentWrites; readonly book: IdBook },
): BodyExcuses {
  const things: MarkedThing[] = [];
  const made: MadeThing[] = [];
  for (const { primaryPath, candidatePath, mark, theirs, ...thing } of placed) {
    const names = primaryPath === null ? inPrimarysIdentities(theirs, book) : thing.names;
    const explanation = explain(names, mark, request, writes);
    const marked =
      explanation === null ? null : markedThing(explanation, request, primaryPath, candidatePath);
    if (marked !== null) things.push(marked);
    const at = names.map(({ key }) => writes.madeAt(key)).find((one) => one !== undefined);
    if (at !== undefined && primaryPath !== null && candidatePath !== null) {
      made.push({ ...at, primaryPath, candidatePath });
    }
  }
  return { things, made };
}

/** What is known of one thing: its mark, and the writes that overlapped with the request. */
interface Explanation {
  readonly mark: ThingMark;
  /** One of those writes made or removed it, so that either answer may lack it. */
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

/** @param own the request itself, where it is a write: its answer shows what it made of the thing */
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
  return { kind: 'raced', because: 'race', cause, isTarget, states, changed, mayBeGone: false };
}

/** Null where a thing that is marked so explains nothing by standing there. */
function markedThing(
  { mark, comesOrGoes }: Explanation,
  request: ObservedRequest,
  primaryPath: JsonPath | null,
  candidatePath: JsonPath | null,
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

/** A list that is asked for by a member that the write set may show the thing or not. */
function filtersBy(
  { subject, body, target }: ObservedRequest,
  changed: readonly string[],
): boolean {
  const names = new Set(changed.map(plain));
  const inQuery = subject.parts.some(({ name }) => name !== '' && names.has(plain(name)));
  // A search sends its filter in the body.
  const isSearch = target === null && body !== null;
  return inQuery || (isSearch && Object.keys(body).some((name) => names.has(plain(name))));
}

/** `filter[isActive]` and `is_active` by their letters. */
function plain(name: string): string {
  return (/\[([^\]]+)\]$/.exec(name)?.[1] ?? name).replaceAll(/[^A-Za-z0-9]/g, '').toLowerCase();
}
