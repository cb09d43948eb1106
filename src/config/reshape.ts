import { compileJsonPath } from './json-path.ts';
import { compilePaths, type SimplePath, simpleSegmentsOf } from './path-automaton.ts';
import type { PathState } from './path-state.ts';
import {
  type ReadText,
  type Rename,
  reshapeDocument,
  type ReshapedDocument,
  type Reshaping,
} from './reshape-document.ts';

/** Gives two documents one shape. Unchanged parts, and values that are nested too deeply, are not copied. */
export interface Reshaper {
  ofPrimary(primary: unknown, readText: ReadText): ReshapedDocument;
  /** @param primary as {@link Reshaper.ofPrimary} returned it: members only get names that it uses itself */
  ofCandidate(primary: unknown, candidate: unknown, readText: ReadText): ReshapedDocument;
}

/**
 * @param reshapings identified by their index in the list; their paths must not depend on values
 * @returns null if there are none
 */
export function createReshaper(reshapings: readonly Reshaping[]): Reshaper | null {
  const root = compilePaths(reshapings.flatMap(simplePathsOf));
  if (root === null) return null;
  const renames = reshapings.flatMap((one, rule) =>
    one.kind === 'rename' ? { ...one, rule } : [],
  );
  const jsonRuleAt = ({ accepted }: PathState): number | undefined =>
    accepted.find((number) => reshapings[number]?.kind === 'json');
  const none: readonly Rename[] = [];

  return {
    ofPrimary: (primary, readText) =>
      reshapeDocument(primary, { root, jsonRuleAt, renamesAt: () => none, readText }),
    ofCandidate(primary, candidate, readText) {
      const used = renamesUsedBy(root, renames, primary);
      const renamesAt = ({ accepted }: PathState): readonly Rename[] =>
        accepted.length === 0 ? none : used.filter(({ rule }) => accepted.includes(rule));
      return reshapeDocument(candidate, { root, jsonRuleAt, renamesAt, readText });
    },
  };
}

/**
 * The renames that apply: primary has the member under its own name where the rule looks, and nowhere
 * there under the candidate's name, which would then mean something else.
 */
function renamesUsedBy(
  root: PathState,
  renames: readonly Rename[],
  primary: unknown,
): readonly Rename[] {
  const [seenFrom, seenTo] = [new Set<Rename>(), new Set<Rename>()];
  const left: [value: unknown, state: PathState][] = [[primary, root]];
  for (let place = left.pop(); place !== undefined; place = left.pop()) {
    const [value, state] = place;
    if (typeof value !== 'object' || value === null) continue;
    if (state.matched && !Array.isArray(value)) {
      for (const rename of renames) {
        if (!state.accepted.includes(rename.rule)) continue;
        if (Object.hasOwn(value, rename.from)) seenFrom.add(rename);
        if (Object.hasOwn(value, rename.to)) seenTo.add(rename);
      }
    }
    const children = Array.isArray(value) ? value.entries() : Object.entries(value);
    for (const [step, child] of children) {
      if (typeof child !== 'object' || child === null) continue;
      const inner = state.child(step);
      if (inner !== null) left.push([child, inner]);
    }
  }
  return renames.filter((rename) => seenFrom.has(rename) && !seenTo.has(rename));
}

function simplePathsOf({ path }: Reshaping, number: number): readonly SimplePath[] {
  // No one query of RFC 9535 selects the root and all that is below.
  const paths = path === null ? ['$', '$..*'] : [path];
  return paths.flatMap((one) => {
    const segments = simpleSegmentsOf(compileJsonPath(one));
    return segments === null ? [] : { number, segments };
  });
}
