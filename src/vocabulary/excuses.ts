/** Steps from the root of a JSON document: names of members and indexes of elements. */
export type JsonPath = readonly (string | number)[];

/** How a thing differs in the candidate's world. */
export const markKinds = [
  'absent', // never made there
  'extra', // still there, or made there alone
  'stale', // missed a change
  'raced', // overlapping writes may have come in another order there
] as const;

export type MarkKind = (typeof markKinds)[number];

/**
 * Why two worlds differ in a thing: the candidate lost or refused a write, a sample, `mirror: off` or
 * `perSecondMax` on its route left it out, or two requests overlapped on primary.
 */
export type ExcuseReason = 'loss' | 'sampling' | 'route_off' | 'route_rate' | 'race';

/** What explains a difference, and the exchange that caused it. */
export interface Excuse {
  readonly because: ExcuseReason;
  /** The sequence of the exchange that first made the worlds differ here. */
  readonly cause: number;
}

/** A thing that differs in the candidate's world, where it stands in the two answers. */
export interface MarkedThing extends Excuse {
  readonly kind: MarkKind;
  /** Of the thing in primary's JSON document; null where it is not there. */
  readonly primaryPath: JsonPath | null;
  /** The same in the candidate's document. */
  readonly candidatePath: JsonPath | null;
  /**
   * Of what is `stale`: objects that primary showed for the thing before the write that the
   * candidate missed. Of what is `raced`: those, and what the overlapping writes made of it.
   * In primary's identities. A member is explained only by a value in one of them.
   */
  readonly states: readonly Readonly<Record<string, unknown>>[];
}

/** When a thing was made, or last written: two whose times overlap may be listed in either order. */
export interface MadeThing {
  readonly primaryPath: JsonPath;
  readonly candidatePath: JsonPath;
  /** Of the request that made it; milliseconds on the live thread's clock. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly sequence: number;
  /** By which the times of another tap's requests may be off, in milliseconds; absent where there is one tap. */
  readonly skewMs?: number;
}

/**
 * Things of one kind that writes made, removed or changed while the request was under way on primary, and
 * that are not shown on both sides: a total may count each of them or not.
 */
export interface UncertainCount {
  /** The sequence of the first of those writes. */
  readonly cause: number;
  /** What the things are called, in the singular and in one word. */
  readonly kind: string;
  readonly count: number;
  /** The request's path is about such things. */
  readonly isOfPath: boolean;
}

/** All that may explain a difference between the two answers of one pair; each exactly, or not at all. */
export interface PairExcuses {
  /** Explains the two statuses, and so everything in the answers; null where nothing does. */
  readonly status: Excuse | null;
  readonly things: readonly MarkedThing[];
  /** Things in lists that were made at the same time as others. */
  readonly made: readonly MadeThing[];
  readonly uncertain: readonly UncertainCount[];
  /**
   * When things were last written; empty if no two of these writes overlapped. Feeds list changes in that
   * order.
   */
  readonly changed: readonly MadeThing[];
  /** The request needs something that the candidate does not know and that Parallax did not see begin. */
  readonly unseen: 'unseen_session' | 'unseen_thing' | null;
  /** The sequence of an earlier exchange that a mismatch may follow from. It excuses nothing. */
  readonly hint: number | null;
}

export const noExcuses: PairExcuses = {
  status: null,
  things: [],
  made: [],
  uncertain: [],
  changed: [],
  unseen: null,
  hint: null,
};
