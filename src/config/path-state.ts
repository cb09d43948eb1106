/** A key, or an index that counts from 0. */
export type Step = string | number;

/** How far paths have matched on the way from the root of two documents to one place in them. */
export interface PathState {
  /** A path matches this very place. */
  readonly matched: boolean;
  /** Numbers of the paths that match this very place, ascending. */
  readonly accepted: readonly number[];
  /**
   * The state one key or index further down; null when no path can match there or below.
   *
   * @param step primary's; null where only the candidate has something there
   * @param candidateStep the candidate's, where elements of arrays are aligned; null where only
   *   primary has something there
   */
  child(step: Step | null, candidateStep?: Step | null): PathState | null;
}
