/** A key, or an index that counts from 0. */
export type Step = string | number;

/** How far paths have matched on the way from the root of two documents to one place in them. */
export interface PathState {
  /** Whether a path matches this place. */
  readonly matched: boolean;
  /** Numbers of the paths that match this place, ascending. */
  readonly accepted: readonly number[];
  /**
   * The state one key or index further down; null when no path can match there or below.
   *
   * @param step primary's; null if only the candidate has something there
   * @param candidateStep the candidate's, if elements of arrays are aligned; null if only primary has something
   *   there
   */
  child(step: Step | null, candidateStep?: Step | null): PathState | null;
}
