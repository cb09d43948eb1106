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

/** Facts about the things in two lists, before the lists are learned from. */
export interface KnownThings {
  /** The candidate's possible identities of the thing; empty if none is known. */
  readonly candidatesOf: (id: FoundId) => readonly string[];
  /** Whether it is known which of primary's things has this identity at the candidate. */
  readonly isKnownThere: (id: FoundId) => boolean;
  /** Whether the answer to the write that made it has not been learned from yet. */
  readonly isAwaited: (id: FoundId) => boolean;
  /**
   * Whether the exchange made it: the answer to a write of several things shows them in the order in which
   * they were sent.
   */
  readonly isMadeHere: (id: FoundId) => boolean;
}

type Elements = readonly unknown[];

/** An element without a match yet. */
interface Free {
  readonly at: number;
  readonly id: FoundId | null;
  readonly said: Said;
  /** Equal for elements with equal content. */
  readonly text: string;
  /** Equal for elements with equal content and equal identities; empty if they show no identities. */
  readonly textWithIds: string;
}

type Indexes = readonly [primary: number, candidate: number];

/** Of longer lists, only this many elements are matched. */
const matchedElementsMax = 2_000;
/** If more elements than this resemble each other, no match is certain. */
const resemblingMax = 64;

/**
 * Matches the elements of two lists that are about the same thing: first those whose identities are known to
 * belong to one thing, then those whose content is unique, then those at the same position, if no other match
 * is possible. An element whose thing is known to be a different one has no match.
 */
export function matchElements(
  primary: Elements,
  candidate: Elements,
  place: ListPlace,
  things: KnownThings,
): readonly (readonly [primary: unknown, candidate: unknown])[] {
  if (areSameWords(primary, candidate, place)) return [];
  const ours = idsOf(primary, place);
  // Equal bodies are parsed once, so both lists are the same object.
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
  // An element's content is unique only if no unmatched element has the same.
  const alone = aloneIndexes(freeHere, freeThere, ({ text }) => text).filter(
    ([here, there]) => !shownHere.has(here) && !shownThere.has(there),
  );
  const found = [...known, ...showing, ...alone];
  // If one list is longer, equal positions mean nothing, however similar the elements are.
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

/**
 * Whether both are the same list of words, such as tags. Most lists are, and nothing can be learned from
 * them.
 */
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

/** The identity of each element; null if another element has the same one, as references do. */
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

/** Creates a function that reads the elements of a list, each once. */
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
 * The indexes of elements with unique content and identities. If others are left, one of these may be wrong.
 * Then only elements that the deployments name differently count, so that no element is mistaken for the only
 * one with its content.
 */
function showingIndexes(ours: readonly Free[], theirs: readonly Free[]): readonly Indexes[] {
  const showing = aloneIndexes(ours, theirs, ({ textWithIds }) => textWithIds);
  if (showing.length === Math.max(ours.length, theirs.length)) return showing;
  const idsHere = new Map(ours.map(({ at, id }) => [at, id?.text]));
  const idsThere = new Map(theirs.map(({ at, id }) => [at, id?.text]));
  return showing.filter(([here, there]) => idsHere.get(here) !== idsThere.get(there));
}

/** The indexes of elements whose content is unique on both sides. */
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

/** The position of each text that occurs only once. */
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

/** The indexes of new elements at the same position of equally long lists, with equal content. */
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
  /** Everything that was matched so far is at the same position on both sides. */
  readonly isInOrder: boolean;
  readonly isAwaited: (id: FoundId | null) => boolean;
}

function positionalIndexes(
  ours: readonly Free[],
  theirs: readonly Free[],
  { isInOrder, isAwaited }: PositionOptions,
): readonly Indexes[] {
  // The list may show it on one side only; the answer to its write will show its identities.
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

/** The element that agrees with `one` in more members than any other does, and in most of them; else null. */
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

/** Both deployments use the same id for some thing, so elements whose ids differ are different things. */
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
