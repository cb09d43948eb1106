/** How far the rules have matched on the way from the root of a document to one place in it. */
export interface RuleState {
  /** A rule matches this very place: it and all below it are ruled out. */
  readonly matched: boolean;
  /** The state one key or index further down; null when no rule can match there or below. */
  child(step: string | number): RuleState | null;
}

/** Both sets of rules at once. */
export function eitherState(a: RuleState | null, b: RuleState | null): RuleState | null {
  if (a === null || b === null) return a ?? b;
  return {
    matched: a.matched || b.matched,
    child: (step) => eitherState(a.child(step), b.child(step)),
  };
}
