/** A key, or an index that counts from 0. */
export type Step = string | number;

/** How far paths have matched on the way from the root of two documents to one place in them. */
export interface RuleState {
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
  child(step: Step | null, candidateStep?: Step | null): RuleState | null;
}

/** Both sets of paths at once. */
export function eitherState(a: RuleState | null, b: RuleState | null): RuleState | null {
  if (a === null || b === null) return a ?? b;
  return {
    matched: a.matched || b.matched,
    accepted: mergeAscending(a.accepted, b.accepted),
    child: (step, candidateStep = step) =>
      eitherState(a.child(step, candidateStep), b.child(step, candidateStep)),
  };
}

export function mergeAscending(a: readonly number[], b: readonly number[]): readonly number[] {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  return [...new Set([...a, ...b])].sort((one, other) => one - other);
}
