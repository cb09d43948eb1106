import type { Excuse, JsonPath } from '../../vocabulary/excuses.ts';
import type { IdBook } from '../identity/book/id-book.ts';
import { isMembers, type Members } from '../identity/reading/json-scalars.ts';
import type { ParsedAnswer } from '../identity/reading/parsed-answer.ts';
import { type FoundId, foundId } from '../identity/recognizing/found-id.ts';
import { type FoundThing, pathOf, rootThing } from './found-things.ts';
import type { MissedRenames } from './missed-renames.ts';
import { type ObservedRequest, thingsOf } from './observed-request.ts';
import type { ThingMark } from './thing-mark.ts';
import type { ThingMarks } from './thing-marks.ts';

/** A thing in one of two answers, with its mark at the time of the candidate's answer. */
interface ShownThing {
  readonly thing: FoundThing;
  readonly mark: ThingMark | null;
}

/** The things in two answers to the same request, each under its names on that side. */
export interface ShownThings {
  readonly ours: readonly ShownThing[];
  readonly theirs: readonly ShownThing[];
}

/** A thing in either answer or in both. */
export interface PlacedThing {
  /** With primary's identities. */
  readonly names: readonly FoundId[];
  readonly primaryPath: JsonPath | null;
  readonly candidatePath: JsonPath | null;
  /** Its content in primary's answer; null if it is absent, or only a reference. */
  readonly ours: Members | null;
  /** The same for the candidate. */
  readonly theirs: Members | null;
  readonly mark: ThingMark | null;
}

export const noneShown: ShownThings = { ours: [], theirs: [] };

/** Of a longer list, only this many things are explained. */
const shownMax = 5_000;

/** Finds the things in two answers. A mark counts only if its cause was sent earlier. */
export function shownThings(
  request: ObservedRequest,
  candidate: ParsedAnswer,
  { book, marks }: { readonly book: IdBook; readonly marks: ThingMarks },
): ShownThings {
  const mark = (names: readonly FoundId[]): ThingMark | null =>
    earlierMark(names, request, (key) => marks.of(key));
  const ours = withRoot(request).slice(0, shownMax);
  const theirs = thingsOf(candidate, request.subject, true).slice(0, shownMax);
  return {
    ours: ours.map((thing) => ({ thing, mark: mark(thing.names) })),
    theirs: theirs.map((thing) => {
      const own = earlierMark(thing.names, request, (key) => marks.ofCandidate(key));
      return { thing, mark: own ?? mark(inPrimarysIdentities(thing.names, book)) };
    }),
  };
}

/** Without references: only the content of a thing in an answer shows that the thing exists. */
export function withoutReferences({ ours, theirs }: ShownThings): ShownThings {
  return { ours: ours.filter(isSaid), theirs: theirs.filter(isSaid) };
}

function isSaid({ thing }: ShownThing): boolean {
  return thing.members !== null;
}

/** Gives things without a mark the marks that were made after the candidate answered. */
export function withLaterMarks(
  shown: ShownThings,
  latest: ShownThings,
  isLater: (mark: ThingMark) => boolean,
): ShownThings {
  const marked = (before: readonly ShownThing[], now: readonly ShownThing[]) =>
    before.map((one, at) => {
      const mark = now[at]?.mark ?? null;
      return one.mark === null && mark !== null && isLater(mark) ? { ...one, mark } : one;
    });
  return { ours: marked(shown.ours, latest.ours), theirs: marked(shown.theirs, latest.theirs) };
}

/** Adds the things that are known only by their names. These have no marks. */
export function withNamed(
  { ours, theirs }: ShownThings,
  named: { readonly ours: readonly FoundThing[]; readonly theirs: readonly FoundThing[] },
): ShownThings {
  return {
    ours: [...ours, ...unmarked(named.ours)],
    theirs: [...theirs, ...unmarked(named.theirs)],
  };
}

function unmarked(things: readonly FoundThing[]): readonly ShownThing[] {
  return things.map((thing) => ({ thing, mark: null }));
}

/**
 * Pairs the things of both sides by the identities known by now. Things made by a write that overlapped with
 * the request may become known only when the write is settled.
 */
export function placeThings(
  { ours, theirs }: ShownThings,
  book: IdBook,
  renames: Pick<MissedRenames, 'formerOf'>,
): readonly PlacedThing[] {
  const unmet = byKey(theirs);
  const met = new Set<ShownThing>();
  const placed: PlacedThing[] = ours.map(({ thing, mark }) => {
    const there = counterpartOf(thing, unmet, book, renames);
    if (there !== null) met.add(there);
    const isRoot = thing.at.depth === 0 && thing.members !== null;
    const candidatePath = there === null ? (isRoot ? [] : null) : pathOf(there.thing);
    const said = { ours: thing.members, theirs: there?.thing.members ?? null };
    return { names: thing.names, primaryPath: pathOf(thing), candidatePath, ...said, mark };
  });
  for (const there of theirs) {
    if (met.has(there)) continue;
    const names = inPrimarysIdentities(there.thing.names, book);
    const { mark } = there;
    const said = { ours: null, theirs: there.thing.members };
    placed.push({ names, primaryPath: null, candidatePath: pathOf(there.thing), ...said, mark });
  }
  return placed;
}

function inPrimarysIdentities(theirs: readonly FoundId[], book: IdBook): readonly FoundId[] {
  return theirs.map(({ text, kind }) => {
    return foundId(book.ofCandidate(text, kind)?.primary ?? text, { kind });
  });
}

/** A document without an identity of its own is about the last thing that the path names. */
function withRoot({ target, primary, subject }: ObservedRequest): readonly FoundThing[] {
  const things = thingsOf(primary, subject, true);
  const [document] = primary.documents;
  const saysItself = things.some(({ at, members }) => members !== null && at.depth <= 1);
  const last = subject.parts.findLast(({ name }) => name === '');
  const isAboutTarget = target !== null && last?.text === target.text;
  if (saysItself || !isAboutTarget || !isMembers(document)) return things;
  return [rootThing([target], document), ...things];
}

function earlierMark(
  names: readonly FoundId[],
  request: ObservedRequest,
  markOf: (key: string) => ThingMark | undefined,
): ThingMark | null {
  const mark = names.map(({ key }) => markOf(key)).find((known) => known !== undefined);
  return mark !== undefined && isEarlier(mark, request) ? mark : null;
}

function isEarlier({ cause }: Excuse, { follows }: ObservedRequest): boolean {
  return follows(cause);
}

type ShownByKey = Map<string, ShownThing[]>;

function byKey(shown: readonly ShownThing[]): ShownByKey {
  const found: ShownByKey = new Map();
  for (const one of shown) {
    for (const { key } of one.thing.names) {
      const others = found.get(key);
      if (others === undefined) found.set(key, [one]);
      else others.push(one);
    }
  }
  return found;
}

/** Takes the next position at which the candidate shows the same thing; null if there is none. */
function counterpartOf(
  { names, members }: FoundThing,
  unmet: ShownByKey,
  book: IdBook,
  renames: Pick<MissedRenames, 'formerOf'>,
): ShownThing | null {
  // A candidate that missed a rename shows the thing under its former name.
  const formers = names.flatMap(({ key }) => renames.formerOf(key) ?? []);
  for (const { text, kind, key } of [...names, ...formers]) {
    const theirs = book.ofPrimary(text, kind)?.candidate;
    const others = unmet.get(theirs === undefined ? key : foundId(theirs, { kind }).key);
    const at = others?.findIndex(({ thing }) => (thing.members === null) === (members === null));
    if (at !== undefined && at >= 0) return others?.splice(at, 1)[0] ?? null;
  }
  return null;
}
