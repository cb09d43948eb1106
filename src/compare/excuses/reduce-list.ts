import { inPrimaryTerms } from '../identities/in-primary-terms.ts';
import { identityText, type KnownIdentities } from '../identities/known-identities.ts';
import { isContainer } from '../../vocabulary/own-value.ts';
import { createHasher } from '../json/align/structural-hash.ts';
import { type ChangedMembers, changedMembers, type ReducedElement } from './changed-members.ts';
import { isSameReduced } from './is-same-reduced.ts';
import { inPrimaryOrder, withoutPositionNumbers } from './primary-order.ts';
import { thingIn } from './own-things.ts';
import { type ElementPair, pairElements } from './pair-elements.ts';
import { addPlace } from './place-tree.ts';
import type { ListSpot, ReducedSpot, Reduction } from './reduction.ts';
import {
  type Aside,
  elementsAside,
  keptIndexes,
  missingElements,
  withoutShown,
} from './set-aside.ts';
import { type Shortfall, shortfallOf } from './totals.ts';

/** The remaining elements of two lists, by original index. */
interface KeptOfBoth {
  readonly primary: readonly number[];
  readonly candidate: readonly number[];
}

type Elements = ReadonlyMap<number, unknown>;

/**
 * Sets aside the elements that the other list cannot have, reduces the others, puts the candidate's into
 * primary's order if a race explains their order, and cuts elements that fill up a page instead.
 */
export function reduceList(reduction: Reduction, spot: ListSpot): ReducedSpot {
  const { primary, candidate } = spot;
  const { identities } = reduction;
  const terms =
    identities === null
      ? candidate
      : (inPrimaryTerms(identities, primary, candidate) as readonly unknown[]);
  const aside = setAside(reduction, spot, terms);
  const keptOfPrimary = keptIndexes(primary.length, aside.primary, aside.candidate);
  const keptOfCandidate = keptIndexes(candidate.length, aside.candidate, aside.primary);
  const kept = { primary, candidate: terms, keptOfPrimary, keptOfCandidate };
  const pairs = pairElements(kept, spot.primaryMarks);
  const { ours, theirs, lists, reduced } = reduceElements(reduction, spot, pairs);
  const build = (indexes: KeptOfBoth): Pick<ReducedSpot, 'primary' | 'candidate'> => ({
    primary: listOf(reduction.keptOfPrimary, primary, indexes.primary, ours),
    candidate: listOf(reduction.keptOfCandidate, candidate, indexes.candidate, theirs),
  });
  const inOrder = inPrimaryOrder(reduction, spot, pairs, keptOfCandidate);
  if (inOrder !== keptOfCandidate) withoutPositionNumbers(spot, pairs, ours, theirs);
  const ordered = { primary: keptOfPrimary, candidate: inOrder };
  const fitting = withoutPageSurplus(spot, ordered, identities)
    .map(build)
    .find((cut) => isSameReduced(reduction, spot.rules, cut.primary, cut.candidate));
  const shortfall = shortfallIn(spot, aside, changedMembers(reduced));
  if (shortfall !== null) lists.push(shortfall);
  if (spot.primaryPath.length === 0) reduction.rootList = shortfall;
  return { ...(fitting ?? build(ordered)), lists, ownList: shortfall };
}

function setAside(reduction: Reduction, spot: ListSpot, terms: readonly unknown[]): Aside {
  const marked = missingElements(spot, reduction);
  if (marked.primary.size === 0 && marked.candidate.size === 0) return marked;
  const aside = withoutShown(marked, {
    primary: hashesOf(reduction, spot, spot.primary, 'primary'),
    candidate: hashesOf(reduction, spot, terms, 'candidate'),
  });
  for (const { thing, placeholder } of aside.primary.values()) {
    reduction.used.add(thing);
    if (reduction.moved.has(thing)) reduction.movedInPrimary.add(thing);
    if (placeholder !== null) {
      addPlace(reduction.asideInCandidate, [...spot.candidatePath, placeholder]);
    }
  }
  for (const { thing, placeholder } of aside.candidate.values()) {
    reduction.used.add(thing);
    if (reduction.moved.has(thing)) reduction.movedInCandidate.add(thing);
    if (placeholder !== null) {
      addPlace(reduction.asideInPrimary, [...spot.primaryPath, placeholder]);
    }
  }
  return aside;
}

function hashesOf(
  { rules }: Reduction,
  spot: ListSpot,
  elements: readonly unknown[],
  side: 'primary' | 'candidate',
): Int32Array {
  const hash = createHasher({ rules, side, tolerant: false, spend: () => true });
  const stateAt = (index: number) =>
    side === 'primary' ? spot.rules?.child(index, null) : spot.rules?.child(null, index);
  return Int32Array.from(elements, (element, index) => hash(element, stateAt(index) ?? null));
}

/** The elements that the reduction changes, by index. */
function reduceElements(
  reduction: Reduction,
  spot: ListSpot,
  pairs: readonly ElementPair[],
): {
  readonly ours: Map<number, unknown>;
  readonly theirs: Map<number, unknown>;
  readonly lists: Shortfall[];
  readonly reduced: readonly ReducedElement[];
} {
  const [ours, theirs] = [new Map<number, unknown>(), new Map<number, unknown>()];
  const lists: Shortfall[] = [];
  const changed: ReducedElement[] = [];
  for (const [at, there] of pairs) {
    const primaryMarks = spot.primaryMarks?.children.get(at) ?? null;
    const candidateMarks = spot.candidateMarks?.children.get(there) ?? null;
    if (primaryMarks === null && candidateMarks === null) continue;
    const reduced = reduction.reduce({
      primary: spot.primary[at],
      candidate: spot.candidate[there],
      primaryMarks,
      candidateMarks,
      rules: spot.rules?.child(at, there) ?? null,
      primaryPath: [...spot.primaryPath, at],
      candidatePath: [...spot.candidatePath, there],
    });
    if (reduced.primary !== spot.primary[at]) ours.set(at, reduced.primary);
    if (reduced.candidate !== spot.candidate[there]) theirs.set(there, reduced.candidate);
    changed.push({
      whole: [spot.primary[at], spot.candidate[there]],
      left: [reduced.primary, reduced.candidate],
    });
    for (const list of reduced.lists) lists.push(list);
  }
  return { ours, theirs, lists, reduced: changed };
}

/**
 * If two lists were equally long, as full pages are, and one is longer now, it may have more elements at its
 * end or start in place of those that were set aside. Tries to cut them at either end. Only things that both
 * deployments are known to have can fill up a page.
 */
function withoutPageSurplus(
  { primary, candidate, isAll }: ListSpot,
  kept: KeptOfBoth,
  identities: KnownIdentities | null,
): readonly KeptOfBoth[] {
  const surplus = kept.primary.length - kept.candidate.length;
  // A list that has everything cannot be filled up.
  if (isAll === true) return [];
  if (primary.length !== candidate.length || surplus === 0 || identities === null) return [];
  if (surplus > 0) {
    const isKnown = (at: number): boolean =>
      isThing(primary[at], (text) => identities.candidateOf(text) !== undefined);
    return cutsOf(kept.primary, surplus, isKnown).map((cut) => ({
      primary: cut,
      candidate: kept.candidate,
    }));
  }
  const isKnown = (at: number): boolean =>
    isThing(candidate[at], (text) => identities.primaryOf(text) !== undefined);
  return cutsOf(kept.candidate, -surplus, isKnown).map((cut) => ({
    primary: kept.primary,
    candidate: cut,
  }));
}

/** An element that is an identity, or has one in a member. */
function isThing(element: unknown, isIdentity: (text: string) => boolean): boolean {
  const thing = thingIn(element);
  const values = isContainer(thing) ? Object.values(thing) : [thing];
  return values.some((value) => {
    const text = identityText(value);
    return text !== null && isIdentity(text);
  });
}

function cutsOf(
  indexes: readonly number[],
  count: number,
  mayBeCut: (index: number) => boolean,
): readonly (readonly number[])[] {
  const cuts = [
    { cut: indexes.slice(-count), rest: indexes.slice(0, -count) },
    { cut: indexes.slice(0, count), rest: indexes.slice(count) },
  ];
  return cuts.filter(({ cut }) => cut.every(mayBeCut)).map(({ rest }) => rest);
}

function shortfallIn(
  { primary, candidate }: ListSpot,
  aside: Aside,
  changed: ChangedMembers,
): Shortfall | null {
  const without = {
    primary: elementsAside(primary, aside.primary),
    candidate: elementsAside(candidate, aside.candidate),
  };
  return shortfallOf(without, { primary, candidate }, changed);
}

/** The list itself if nothing changes; else a copy, with the former positions of its elements noted. */
function listOf(
  noted: Map<unknown, readonly number[]>,
  elements: readonly unknown[],
  indexes: readonly number[],
  replaced: Elements,
): readonly unknown[] {
  const isWhole = indexes.length === elements.length && indexes.every((one, at) => one === at);
  if (isWhole && replaced.size === 0) return elements;
  const list = indexes.map((index) =>
    replaced.has(index) ? replaced.get(index) : elements[index],
  );
  noted.set(list, indexes);
  return list;
}
