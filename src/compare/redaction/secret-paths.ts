import { createWalkBudget, walkLimits } from '../../vocabulary/walk-budget.ts';
import { compilePathSet, type PathScope } from '../rules/path-set.ts';
import type { RuleState, Step } from '../rules/rule-state.ts';

/** The values in JSON bodies that the user wants hidden, by paths. */
export interface SecretPaths {
  /** The matches in these two documents; null if there are none. */
  in(primary: unknown, candidate: unknown): RuleState | null;
  /**
   * The same for documents that were rewritten from another format: JSON lines, events, forms and parts. A
   * path may begin anywhere in them, as the user may mean one line or one part.
   */
  readonly inRewritten: SecretPaths;
}

/** More than a walk may take: redaction must not stop before the walk that uses the same filters. */
const limits = { ...walkLimits, msMax: 5 * walkLimits.msMax };

/** If the filters cannot be evaluated to the end, everything is hidden. */
const everywhere: RuleState = { matched: true, accepted: [0], child: () => everywhere };

/**
 * @param paths RFC 9535 queries
 * @throws an error whose message can be shown, if one is not
 */
export function compileSecretPaths(paths: readonly string[]): SecretPaths {
  const inRewritten: SecretPaths = {
    in: compileScope(paths, 'anywhere'),
    get inRewritten() {
      return inRewritten;
    },
  };
  return { in: compileScope(paths, 'root'), inRewritten };
}

function compileScope(paths: readonly string[], scope: PathScope): SecretPaths['in'] {
  const { byPath, forDocuments } = compilePathSet(paths, { unfinished: everywhere, scope });
  if (forDocuments === null) return () => byPath;
  return (primary, candidate) => {
    try {
      return guarded(forDocuments(primary, candidate, createWalkBudget(limits)));
    } catch {
      return everywhere;
    }
  };
}

/** Values that cannot be judged are hidden, also if a filter fails on a value. */
function guarded(state: RuleState | null): RuleState | null {
  if (state === null || state === everywhere) return state;
  return {
    matched: state.matched,
    accepted: state.accepted,
    child(step, candidateStep = step) {
      try {
        return guarded(state.child(step, candidateStep));
      } catch {
        return everywhere;
      }
    },
  };
}

/** How far the paths have matched at a path: at it, above it, or on the way to it. */
export function secretPathsAt(root: RuleState | null, path: readonly Step[]): RuleState | null {
  let state = root;
  for (const step of path) {
    if (state === null || state.matched) return state;
    state = state.child(step);
  }
  return state;
}
