import type { Excuse, JsonPath, MadeThing, MarkedThing } from '../../vocabulary/excuses.ts';
import type { IdBook } from '../identity/book/id-book.ts';
import { type FoundId, foundId } from '../identity/recognizing/found-id.ts';
import { isMembers } from '../identity/reading/json-scalars.ts';
import type { ParsedAnswer } from '../identity/reading/parsed-answer.ts';
import type { FoundThing } from './found-things.ts';
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
  const theirs = thingsOf(candidate, request.subject);
  const unmet = byKey(theirs);
  const met = new Set<FoundThing>();
  const placed: PlacedThing[] = [];
  for (const { names, path, members } of withRoot(request)) {
    if (placed.length === placedMax) return placed;
    const there =
      path.length === 0 && members !== null ? atRoot : counterpartOf(names, members, unmet, book);
    if (there !== null) met.add(there);
    const mark = markOf(names, marks, request);
    placed.push({ names, primaryPath: path, candidatePath: there?.path ?? null, mark });
  }
  for (const there of theirs) {
    if (met.has(there)) continue;
    if (placed.length === placedMax) break;
    const names = there.names.map(({ text, kind }) => {
      return foundId(book.ofCandidate(text, kind)?.primary ?? text, { kind });
    });
    const mark = candidateMarkOf(there.names, marks, request) ?? markOf(names, marks, request);
    placed.push({ names, primaryPath: null, candidatePath: there.path, mark });
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

const atRoot: FoundThing = { names: [], path: [], members: {} };

/** A document that does not say what it is about is about what the path names last. */
function withRoot({ things, target, primary, subject }: ObservedRequest): readonly FoundThing[] {
  const [document] = primary.documents;
  const saysItself = things.some(({ path, members }) => members !== null && path.length <= 1);
  const isAboutTarget =
    target !== null && subject.parts.findLast(({ name }) => name === '')?.text === target.text;
  if (saysItself || !isAboutTarget || !isMembers(document)) return things;
  return [{ names: [target], path: [], members: document }, ...things];
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
  names: readonly FoundId[],
  members: FoundThing['members'],
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
 * overlapped with the request; to be asked when all such writes are known.
 */
export function bodyExcuses(
  placed: readonly PlacedThing[],
  request: ObservedRequest,
  writes: RecentWrites,
): BodyExcuses {
  const things: MarkedThing[] = [];
  const made: MadeThing[] = [];
  for (const { names, primaryPath, candidatePath, mark } of placed) {
    const explanation = explain(names, mark, request, writes);
    const thing =
      explanation === null ? null : markedThing(explanation, primaryPath, candidatePath);
    if (thing !== null) things.push(thing);
    const at = names.map(({ key }) => writes.madeAt(key)).find((one) => one !== undefined);
    if (at !== undefined && primaryPath !== null && candidatePath !== null) {
      made.push({ ...at, primaryPath, candidatePath });
    }
  }
  return { things, made };
}

function explain(
  names: readonly FoundId[],
  mark: ThingMark | null,
  request: ObservedRequest,
  writes: RecentWrites,
): ThingMark | null {
  const racing = names.flatMap(({ key }) => writes.overlapping(key, request));
  if (racing.length === 0) return mark;
  const keys = names.map(({ key }) => key);
  const raced = racedMark(keys, racing);
  if (mark === null) return raced;
  const states = [...mark.states, ...raced.states];
  return mark.kind === 'stale' ? { ...mark, kind: 'raced', states } : { ...mark, states };
}

function racedMark(keys: readonly string[], racing: readonly RecentWrite[]): ThingMark {
  const states = racing.flatMap(({ before, after }) =>
    keys.flatMap((key) => [...(before.get(key) ?? []), ...(after.get(key) ?? [])]),
  );
  const [first = 0] = racing.map(({ sequence }) => sequence).toSorted((a, b) => a - b);
  const isTarget = racing.some(({ targets }) => keys.some((key) => targets.has(key)));
  return { kind: 'raced', because: 'race', cause: first, states, isTarget };
}

/** Null where a thing that is marked so explains nothing by standing there. */
function markedThing(
  { kind, because, cause, states, isTarget }: ThingMark,
  primaryPath: JsonPath | null,
  candidatePath: JsonPath | null,
): MarkedThing | null {
  const isOneSided = primaryPath === null || candidatePath === null;
  if (kind === 'absent' && primaryPath === null) return null;
  if (kind === 'extra' && candidatePath === null) return null;
  if ((kind === 'stale' || kind === 'raced') && isOneSided && !isTarget) return null;
  // A list may show a thing for its state, so that one that missed a change is in one list alone.
  const shown = isOneSided && kind === 'stale' ? 'raced' : kind;
  return { kind: shown, because, cause, states, primaryPath, candidatePath };
}
