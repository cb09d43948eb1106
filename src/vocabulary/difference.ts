/** The part of a response in which two answers disagree. */
export const aspects = ['status', 'header', 'body'] as const;

export type Aspect = (typeof aspects)[number];

export const differenceKinds = [
  'added', // only the candidate has it
  'removed', // only primary has it
  'changed',
  'type', // another JSON type
  'inserted', // only the candidate has it, in an array, and what follows it has moved up
  'moved', // one element of an array that stands elsewhere
  'reordered', // an array whose elements are in another order
  'identity', // an id that stands beside another one than it has stood beside before
] as const;

export type DifferenceKind = (typeof differenceKinds)[number];

/** One place where two responses disagree. */
export interface Difference {
  readonly aspect: Aspect;
  readonly kind: DifferenceKind;
  /**
   * Where: `status`, a header name in lower case, or a path into the body, `$.items[3].cost`:
   * primary's, as elements of arrays may have other indexes in the candidate's body; where primary
   * has nothing, the candidate's.
   */
  readonly path: string;
  /** The same with indexes left out, `$.items[*].cost`: what differences are counted by. */
  readonly template: string;
  /** As a short text, redacted; null where primary has nothing there. */
  readonly primary: string | null;
  /** As a short text, redacted; null where the candidate has nothing there. */
  readonly candidate: string | null;
  /**
   * What the two values look like, primary's first, `uuid → text`: words of a fixed vocabulary that
   * show nothing of the values. Null where both look the same, and where there are no two values:
   * in texts, in identities, in what could not be compared, and in an order.
   */
  readonly shape: string | null;
  /**
   * How far apart the two values lie: numbers, also in texts, in their own unit, times in
   * milliseconds. Null for all else, and where a value is hidden.
   */
  readonly distance: number | null;
  /** What kind of value both are, where both look the same and that explains noise; else null. */
  readonly nature: Nature | null;
}

/** Of such values, two runs of one program make different ones. */
export const natures = [
  'minted', // at random: ids, tokens
  'time',
  'number',
] as const;

export type Nature = (typeof natures)[number];

/** What a difference is counted by. One without a shape is of two values that look the same. */
export type NamedField = Pick<Difference, 'aspect' | 'kind' | 'template'> &
  Partial<Pick<Difference, 'shape'>>;
