import { createWalkBudget, walkLimits } from '../../vocabulary/walk-budget.ts';
import { compilePathSet } from '../rules/path-set.ts';
import type { RuleState, Step } from '../rules/rule-state.ts';

/** The places in JSON bodies that the user wants hidden, by paths. */
export interface SecretPaths {
  /** Where that is in these two documents; null when it is nowhere. */
  in(primary: unknown, candidate: unknown): RuleState | null;
}

/** More than a walk may take: redacting must not end before the walk that uses the same filters. */
const limits = { ...walkLimits, msMax: 5 * walkLimits.msMax };

/** If the filters cannot be evaluated to the end, everything is hidden. */
const everywhere: RuleState = { matched: true, accepted: [0], child: () => everywhere };

/**
 * @param paths RFC 9535 queries
 * @throws an error whose message can be shown, if one is not
 */
export function compileSecretPaths(paths: readonly string[]): SecretPaths {
  const { byPath, forDocuments } = compilePathSet(paths, everywhere);
  if (forDocuments === null) return { in: () => byPath };
  return {
    in: (primary, candidate) => forDocuments(primary, candidate, createWalkBudget(limits)),
  };
}

/** How far the paths have matched at a place: at it, above it, or on the way to it. */
export function secretPathsAt(root: RuleState | null, path: readonly Step[]): RuleState | null {
  let state = root;
  for (const step of path) {
    if (state === null || state.matched) return state;
    state = state.child(step);
  }
  return state;
}
