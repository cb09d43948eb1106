import type { MarkedThing } from '../../vocabulary/excuses.ts';
import type { WalkRules } from '../rules/effects.ts';
import type { RuleState, Step } from '../rules/rule-state.ts';
import type { Worlds } from '../walk-modulo.ts';
import type { MarkNode } from './mark-tree.ts';
import type { PlaceTree } from './place-tree.ts';
import type { Shortfall } from './totals.ts';

/** The values at one path of both documents, and the excuses for it. */
export interface Spot {
  readonly primary: unknown;
  readonly candidate: unknown;
  /** Null if no excuse names this path in primary's document, nor one below. */
  readonly primaryMarks: MarkNode | null;
  /** Null if no excuse names this path in the candidate's document, nor one below. */
  readonly candidateMarks: MarkNode | null;
  /** How far the rules have matched here; null if none can match. */
  readonly rules: RuleState | null;
  readonly primaryPath: readonly Step[];
  readonly candidatePath: readonly Step[];
  /** For a list: a count beside it says that it is complete and not a page. */
  readonly isAll?: boolean;
}

/** A spot with a list on both sides. */
export interface ListSpot extends Spot {
  readonly primary: readonly unknown[];
  readonly candidate: readonly unknown[];
}

/** The same without the explained parts. Originals are never changed: changed values are copied. */
export interface ReducedSpot {
  readonly primary: unknown;
  readonly candidate: unknown;
  /** What was set aside from lists here and below, for the totals around them. */
  readonly lists: readonly Shortfall[];
  /** What was set aside from the list at this path; null if nothing was. */
  readonly ownList: Shortfall | null;
}

/** One run through two documents, and its results. */
export interface Reduction extends Worlds {
  readonly original: { readonly primary: unknown; readonly candidate: unknown };
  /** Used to decide whether values are the same. */
  readonly rules: WalkRules | null;
  /** Things that are in one list here and in another one there. */
  readonly moved: ReadonlySet<MarkedThing>;
  /** Those of them that were set aside from a list of primary, and of the candidate. */
  readonly movedInPrimary: Set<MarkedThing>;
  readonly movedInCandidate: Set<MarkedThing>;
  /** Things that were partly set aside or equalised. */
  readonly used: Set<MarkedThing>;
  readonly keptOfPrimary: Map<unknown, readonly number[]>;
  readonly keptOfCandidate: Map<unknown, readonly number[]>;
  /** The paths of things that were set aside, in each document. */
  readonly asideInPrimary: PlaceTree;
  readonly asideInCandidate: PlaceTree;
  /** A list was put into primary's order. */
  reordered: boolean;
  /** What was set aside from the list that forms the whole document. */
  rootList: Shortfall | null;
  /** Reduces the values further down. */
  readonly reduce: (spot: Spot) => ReducedSpot;
}

/** A value that only one side has is not reduced. */
export function unreduced({ primary, candidate }: Spot): ReducedSpot {
  return { primary, candidate, lists: [], ownList: null };
}
