import type { MarkedThing, PairExcuses } from '../../vocabulary/excuses.ts';
import { areAlike, type Container } from '../../vocabulary/own-value.ts';
import type { WalkRules } from '../rules/effects.ts';
import type { Worlds } from '../walk-modulo.ts';
import { withoutEmptyErrors, withoutErrorsAt } from './graphql-errors.ts';
import { isRuledOut } from './is-same-reduced.ts';
import { buildMarkTrees } from './mark-tree.ts';
import { movedThings } from './moved-things.ts';
import type { ReducedDocuments } from './original-places.ts';
import { addPlace, createPlaceTree } from './place-tree.ts';
import { reduceList } from './reduce-list.ts';
import { missingMember, reduceObject } from './reduce-object.ts';
import { type ReducedSpot, type Reduction, type Spot, unreduced } from './reduction.ts';
import type { Shortfall } from './totals.ts';

/** Excuses that set something aside or equalised it. */
export interface UsedExcuses {
  readonly things: readonly MarkedThing[];
  /** A list is in another order because its elements were made at the same time. */
  readonly reordered: boolean;
  /** A difference of two totals is explained by things that overlapping writes made, removed or changed. */
  readonly totals: boolean;
}

/** Two documents without the parts that excuses explain. */
export interface Reduced extends ReducedDocuments {
  readonly used: UsedExcuses;
  /** What was set aside from the list that forms the whole document; null if nothing was. */
  readonly rootList: Shortfall | null;
}

/** Two parsed JSON documents, each with its deployment's identities, and the inputs of the reduction. */
export interface Reducible extends Worlds {
  readonly primary: unknown;
  readonly candidate: unknown;
  /** Differences that rules exclude need no excuse. */
  readonly rules: WalkRules | null;
}

/**
 * Removes from two documents exactly the parts that excuses explain. Pure: changed values are copied. Paths
 * that lead nowhere explain nothing.
 */
export function reduceDocuments(documents: Reducible, excuses: PairExcuses): Reduced {
  return reduceWith(documents, excuses, movedThings(documents, excuses.things));
}

function reduceWith(
  documents: Reducible,
  excuses: PairExcuses,
  moved: ReadonlySet<MarkedThing>,
): Reduced {
  const { primary, candidate, identities, clocks, secrets, rules } = documents;
  const reduction: Reduction = {
    original: { primary, candidate },
    identities,
    clocks,
    secrets,
    rules,
    moved,
    movedInPrimary: new Set(),
    movedInCandidate: new Set(),
    used: new Set(),
    keptOfPrimary: new Map(),
    keptOfCandidate: new Map(),
    asideInPrimary: createPlaceTree(),
    asideInCandidate: createPlaceTree(),
    reordered: false,
    rootList: null,
    reduce: (spot) => reduceSpot(reduction, spot),
  };
  const trees = buildMarkTrees(excuses, moved);
  const reduced = withoutErrors(
    reduction,
    reduceRoot(reduction, {
      primary,
      candidate,
      primaryMarks: trees.primary,
      candidateMarks: trees.candidate,
      rules: rules?.root ?? null,
      primaryPath: [],
      candidatePath: [],
    }),
  );
  const { movedInPrimary, movedInCandidate } = reduction;
  const inBoth = new Set([...movedInPrimary].filter((thing) => movedInCandidate.has(thing)));
  // A thing that was set aside on one side only did not move: the other side shows it in both lists.
  if (inBoth.size < moved.size) return reduceWith(documents, excuses, inBoth);
  const { used, reordered, rootList, keptOfPrimary, keptOfCandidate } = reduction;
  return {
    primary: reduced.primary,
    candidate: reduced.candidate,
    keptOfPrimary,
    keptOfCandidate,
    used: { things: [...used], reordered, totals: false },
    rootList,
  };
}

function reduceRoot(reduction: Reduction, spot: Spot): ReducedSpot {
  const thing = missingMember(reduction, spot);
  if (thing === undefined) return reduceSpot(reduction, spot);
  reduction.used.add(thing);
  addPlace(reduction.asideInPrimary, []);
  addPlace(reduction.asideInCandidate, []);
  return { primary: null, candidate: null, lists: [], ownList: null };
}

function reduceSpot(reduction: Reduction, spot: Spot): ReducedSpot {
  const { primary, candidate, primaryMarks, candidateMarks } = spot;
  if (primaryMarks === null && candidateMarks === null) return unreduced(spot);
  if (!areAlike(primary, candidate)) return unreduced(spot);
  if (isRuledOut(reduction, spot.rules, primary, candidate)) return unreduced(spot);
  return Array.isArray(primary)
    ? reduceList(reduction, { ...spot, primary, candidate: candidate as readonly unknown[] })
    : reduceObject(reduction, {
        ...spot,
        primary: primary as Container,
        candidate: candidate as Container,
      });
}

/** An error in a GraphQL answer is set aside with the thing that it is about. */
function withoutErrors(
  { asideInPrimary, asideInCandidate, keptOfPrimary, keptOfCandidate }: Reduction,
  reduced: ReducedSpot,
): ReducedSpot {
  const ours = withoutErrorsAt(reduced.primary, asideInPrimary);
  const theirs = withoutErrorsAt(reduced.candidate, asideInCandidate);
  if (ours === null && theirs === null) return reduced;
  if (ours !== null) keptOfPrimary.set(ours.errors, ours.kept);
  if (theirs !== null) keptOfCandidate.set(theirs.errors, theirs.kept);
  return {
    ...reduced,
    primary: withoutEmptyErrors(ours?.document ?? reduced.primary),
    candidate: withoutEmptyErrors(theirs?.document ?? reduced.candidate),
  };
}
