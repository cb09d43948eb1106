import type { MarkedThing } from '../../vocabulary/excuses.ts';
import type { WalkRules } from '../rules/effects.ts';
import type { RuleState, Step } from '../rules/rule-state.ts';
import type { Worlds } from '../walk-modulo.ts';
import type { MarkNode } from './mark-tree.ts';
import type { PlaceTree } from './place-tree.ts';
import type { Shortfall } from './totals.ts';

/** What stands at one place in both documents, and what the excuses say of it. */
export interface Spot {
  readonly primary: unknown;
  readonly candidate: unknown;
  /** Null if no excuse names this place in primary's document, nor one below. */
  readonly primaryMarks: MarkNode | null;
  /** Null if no excuse names this place in the candidate's document, nor one below. */
  readonly candidateMarks: MarkNode | null;
  /** How far the rules have matched here; null if none can match. */
  readonly rules: RuleState | null;
  readonly primaryPath: readonly Step[];
  readonly candidatePath: readonly Step[];
  /** Of a list: a count beside it says that all there is stands in it, so that it is no page. */
  readonly isAll?: boolean;
}

/** A spot at which both sides have a list. */
export interface ListSpot extends Spot {
  readonly primary: readonly unknown[];
  readonly candidate: readonly unknown[];
}

/** The same without what is explained. Never a changed original: what changes is copied. */
export interface ReducedSpot {
  readonly primary: unknown;
  readonly candidate: unknown;
  /** What was set aside from lists here and below, for the totals around them. */
  readonly lists: readonly Shortfall[];
  /** What was set aside from the list that stands here; null if that is nothing. */
  readonly ownList: Shortfall | null;
}

/** One run through two documents, and what it comes to. */
export interface Reduction extends Worlds {
  readonly original: { readonly primary: unknown; readonly candidate: unknown };
  /** Followed where it counts whether something is the same. */
  readonly rules: WalkRules | null;
  /** Things that stand in one list here and in another one there. */
  readonly moved: ReadonlySet<MarkedThing>;
  /** Those of them that were set aside from a list of primary, and of the candidate. */
  readonly movedInPrimary: Set<MarkedThing>;
  readonly movedInCandidate: Set<MarkedThing>;
  /** Things of which something was set aside or equalised. */
  readonly used: Set<MarkedThing>;
  readonly keptOfPrimary: Map<unknown, readonly number[]>;
  readonly keptOfCandidate: Map<unknown, readonly number[]>;
  /** Where things were set aside, in each document. */
  readonly asideInPrimary: PlaceTree;
  readonly asideInCandidate: PlaceTree;
  /** A list was put into primary's order. */
  reordered: boolean;
  /** What was set aside from the list that the whole documents are. */
  rootList: Shortfall | null;
  /** Reduces what is further down. */
  readonly reduce: (spot: Spot) => ReducedSpot;
}

/** What only one of the two has is not looked into. */
export function unreduced({ primary, candidate }: Spot): ReducedSpot {
  return { primary, candidate, lists: [], ownList: null };
}
