import type { FoundId } from '../recognizing/found-id.ts';
import {
  agreements,
  agreesMostly,
  textOf,
  type ListPlace,
  ownIdOf,
  type Said,
  saidBy,
  saysTheSame,
  sharedIdsIn,
} from './listed-element.ts';

/** What is known of the things in two lists before they are learned from. */
export interface KnownThings {
  /** What the candidate may call it; none where that is not known. */
  readonly candidatesOf: (id: FoundId) => readonly string[];
  /** It is known which of primary's things has this identity at the candidate. */
  readonly isKnownThere: (id: FoundId) => boolean;
  /** The answer to the write that made it is still to be learned from. */
  readonly isAwaited: (id: FoundId) => boolean;
  /** The exchange made it: an answer to a write of several shows them in the order in which they were sent. */
  readonly isMadeHere: (id: FoundId) => boolean;
}

type Elements = readonly unknown[];

/** An element that belongs to none yet. */
interface Free {
  readonly at: number;
  readonly id: FoundId | null;
  readonly said: Said;
  /** The same for those that say the same. */
  readonly text: string;
  /** The same for those that say the same and show the same identities; empty if they show none. */
  readonly textWithIds: string;
}

type Indexes = readonly [primary: number, candidate: number];

/** Longer lists are gone through as far as this. */
const matchedElementsMax = 2_000;
/** Of so many that resemble each other, none is sure to be the same thing. */
const resemblingMax = 64;

/**
 * Which elements of two lists are about the same thing: those whose identities are known to be one
 * thing's, then those that alone say the same, then those that stand at the same position, where no
 * other one could be meant. An element whose thing is known to be another one belongs to none.
 */
export function matchElements(
  primary: Elements,
  candidate: Elements,
  place: ListPlace,
  things: KnownThings,
): readonly (readonly [primary: unknown, candidate: unknown])[] {
  if (areSameWords(primary, candidate, place)) return [];
  const ours = idsOf(primary, place);
  // Equal bodies are read once, so that both lists are one.
  const isOneList = candidate === primary;
  const theirs = isOneList ? ours : idsOf(candidate, place);
  const known = knownIndexes(ours, theirs, things);
  const [takenHere, takenThere] = [new Set(known.map(first)), new Set(known.map(second))];
  const elementHere = elementReader(primary, ours, place);
  const elementThere = isOneList ? elementHere : elementReader(candidate, theirs, place);
  const freeHere = freeIn(ours, elementHere, (at, id) => {
    return !takenHere.has(at) && (id === null || things.candidatesOf(id).length === 0);
  });
  const freeThere = freeIn(theirs, elementThere, (at, id) => {
    return !takenThere.has(at) && (id === null || !things.isKnownThere(id));
  });
  const showing = showingIndexes(freeHere, freeThere);
  const shownHere = new Set(showing.map(first));
  const shownThere = new Set(showing.map(second));
  // An element is alone in what it says only if none of those says the same.
  const alone = aloneIndexes(freeHere, freeThere, ({ text }) => text).filter(
    ([here, there]) => !shownHere.has(here) && !shownThere.has(there),
  );
  const found = [...known, ...showing, ...alone];
  // One that is longer has something else at the same position, however much alike.
  const mayBePositional = primary.length === candidate.length && !haveCommonId(ours, theirs);
  const positional = mayBePositional
    ? positionalIndexes(
        without(freeHere, found.map(first)),
        without(freeThere, found.map(second)),
        {
          isInOrder: found.every(([here, there]) => here === there),
          isAwaited: (id) => id !== null && things.isAwaited(id),
        },
      )
    : [];
  const made = positional.length > 0 ? [] : madeIndexes(freeHere, freeThere, things);
  return [...found, ...(primary.length === candidate.length ? made : []), ...positional]
    .toSorted(([a], [b]) => a - b)
    .map(([here, there]) => [primary[here], candidate[there]]);
}

/** Whether both are the same list of words, such as tags. Most lists are, and teach nothing. */
function areSameWords(primary: Elements, candidate: Elements, place: ListPlace): boolean {
  return (
    primary.length === candidate.length &&
    primary.length <= matchedElementsMax &&
    primary.every((element, at) => {
      const isWord = typeof element === 'string' || typeof element === 'number';
      return isWord && element === candidate[at] && ownIdOf(element, place) === null;
    })
  );
}

/** Of each element; null for one that another element has too, as what each of them refers to. */
function idsOf(elements: Elements, place: ListPlace): readonly (FoundId | null)[] {
  const ids = elements.slice(0, matchedElementsMax).map((element) => ownIdOf(element, place));
  const seen = new Set<string>();
  const repeated = new Set<string>();
  for (const id of ids) {
    if (id === null) continue;
    if (seen.has(id.text)) repeated.add(id.text);
    seen.add(id.text);
  }
  return ids.map((id) => (id === null || repeated.has(id.text) ? null : id));
}

function knownIndexes(
  ours: readonly (FoundId | null)[],
  theirs: readonly (FoundId | null)[],
  { candidatesOf }: KnownThings,
): readonly Indexes[] {
  const indexes = new Map(theirs.map((id, at) => [id?.text, at]));
  return ours.flatMap((id, at) => {
    if (id === null) return [];
    const there = candidatesOf(id).find((text) => indexes.has(text));
    return there === undefined ? [] : [[at, indexes.get(there) as number] as const];
  });
}

/** Reads the elements of a list, each once. */
function elementReader(
  elements: Elements,
  ids: readonly (FoundId | null)[],
  place: ListPlace,
): (at: number) => Free {
  const read = new Map<number, Free>();
  return (at) => {
    const known = read.get(at);
    if (known !== undefined) return known;
    const said = saidBy(elements[at], place);
    const id = ids[at] ?? null;
    const shared = sharedIdsIn(elements[at], id, place);
    const textWithIds = shared.length === 0 ? '' : textOf([...said, ...shared]);
    const element = { at, id, said, text: textOf(said), textWithIds };
    read.set(at, element);
    return element;
  };
}

function freeIn(
  ids: readonly (FoundId | null)[],
  elementAt: (at: number) => Free,
  isFree: (at: number, id: FoundId | null) => boolean,
): readonly Free[] {
  const free: Free[] = [];
  for (const [at, id] of ids.entries()) if (isFree(at, id)) free.push(elementAt(at));
  return free;
}

/**
 * The indexes of those that alone say the same and show the same identities. If others are left, one of those may be wrong: then
 * only those that the deployments call differently, so that no other element is taken for the only one that says something.
 */
function showingIndexes(ours: readonly Free[], theirs: readonly Free[]): readonly Indexes[] {
  const showing = aloneIndexes(ours, theirs, ({ textWithIds }) => textWithIds);
  if (showing.length === Math.max(ours.length, theirs.length)) return showing;
  const idsHere = new Map(ours.map(({ at, id }) => [at, id?.text]));
  const idsThere = new Map(theirs.map(({ at, id }) => [at, id?.text]));
  return showing.filter(([here, there]) => idsHere.get(here) !== idsThere.get(there));
}

/** The indexes of those that say what no other one says on either side. */
function aloneIndexes(
  ours: readonly Free[],
  theirs: readonly Free[],
  saying: (element: Free) => string,
): readonly Indexes[] {
  const indexesThere = uniqueIndexes(theirs, saying);
  return [...uniqueIndexes(ours, saying)].flatMap(([text, at]) => {
    const there = indexesThere.get(text);
    return there === undefined || text === '' ? [] : [[at, there] as const];
  });
}

/** Where each text stands that is there but once. */
function uniqueIndexes(
  elements: readonly Free[],
  saying: (element: Free) => string,
): ReadonlyMap<string, number> {
  const indexes = new Map<string, number>();
  const repeated = new Set<string>();
  for (const element of elements) {
    const text = saying(element);
    if (indexes.has(text)) repeated.add(text);
    indexes.set(text, element.at);
  }
  for (const text of repeated) indexes.delete(text);
  return indexes;
}

/** What was made at the same position of as long a list, and says the same. */
function madeIndexes(
  ours: readonly Free[],
  theirs: readonly Free[],
  { isMadeHere }: KnownThings,
): readonly Indexes[] {
  // A read makes nothing, and most lists are read.
  const made = ours.filter(({ id }) => id !== null && isMadeHere(id));
  if (made.length === 0) return [];
  const free = new Map(theirs.map((one) => [one.at, one]));
  return made.flatMap(({ at, said }) => {
    const other = free.get(at);
    return other !== undefined && saysTheSame(said, other.said) ? [[at, at] as const] : [];
  });
}

interface PositionOptions {
  /** All that was found so far stands at the same position on both sides. */
  readonly isInOrder: boolean;
  readonly isAwaited: (id: FoundId | null) => boolean;
}

function positionalIndexes(
  ours: readonly Free[],
  theirs: readonly Free[],
  { isInOrder, isAwaited }: PositionOptions,
): readonly Indexes[] {
  // The list may show it on one side alone; the answer to its write will say what it is called.
  if (ours.some(({ id }) => isAwaited(id))) return [];
  const areAlike =
    ours.length === theirs.length &&
    ours.every(({ at, said }, nth) => {
      const other = theirs[nth];
      return other?.at === at && saysTheSame(said, other.said);
    });
  if (areAlike) return isInOrder ? ours.map(({ at }) => [at, at] as const) : [];
  if (Math.max(ours.length, theirs.length) > resemblingMax) return [];
  return ours.flatMap((one) => {
    const other = bestOf(one, theirs);
    const isMutual = other?.at === one.at && bestOf(other, ours)?.at === one.at;
    return isMutual ? [[one.at, one.at] as const] : [];
  });
}

/** The one that agrees with an element in more than any other does, and in most of it; else null. */
function bestOf(one: Free, others: readonly Free[]): Free | null {
  let best: Free | null = null;
  let most = 0;
  for (const other of others) {
    if (!agreesMostly(one.said, other.said)) continue;
    const count = agreements(one.said, other.said);
    if (count === most) best = null;
    if (count > most) [best, most] = [other, count];
  }
  return best;
}

/** Both deployments call some thing the same: what differs in its id is then another thing. */
function haveCommonId(
  ours: readonly (FoundId | null)[],
  theirs: readonly (FoundId | null)[],
): boolean {
  const texts = new Set(ours.flatMap((id) => id?.text ?? []));
  return theirs.some((id) => id !== null && texts.has(id.text));
}

function without(elements: readonly Free[], indexes: readonly number[]): readonly Free[] {
  const taken = new Set(indexes);
  return elements.filter(({ at }) => !taken.has(at));
}

function first([one]: Indexes): number {
  return one;
}

function second([, other]: Indexes): number {
  return other;
}
