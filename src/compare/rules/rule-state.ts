import type { PathState, Step as PathStep } from '../../config/path-state.ts';

/** A key, or an index that counts from 0. */
export type Step = PathStep;

/** How far the paths of rules have matched. */
export type RuleState = PathState;

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
