import { jsonpath } from 'json-p3';
import { compileJsonPath } from '../../config/json-path.ts';
import {
  compilePaths,
  isDescendant,
  type PathSegments,
  type SimplePath,
  simpleSegmentsOf,
} from '../../config/path-automaton.ts';
import { compileFilter } from '../../config/filter/compile-filter.ts';
import { isSelectedIndex } from '../../config/filter/selected-index.ts';
import type { Cost } from '../../vocabulary/walk-budget.ts';
import {
  type ChildTest,
  type DocumentPath,
  type DocumentSegment,
  followDocumentPaths,
} from './document-paths.ts';
import { eitherState, type RuleState } from './rule-state.ts';

const { expressions } = jsonpath;

/** Paths into JSON bodies, identified by their numbers. */
export interface PathSet {
  /** Paths that depend only on names and indexes; null if there are none. */
  readonly byPath: RuleState | null;
  /**
   * All paths, including those that depend on values (filters) or on lengths (slices, indexes from the end);
   * null if there are none of these, so that `byPath` is complete.
   *
   * @param cost of filters
   */
  readonly forDocuments:
    | ((primary: unknown, candidate: unknown, cost: Cost) => RuleState | null)
    | null;
}

export interface PathSetOptions {
  /** The state beyond the cost bound; null to match nothing there. */
  readonly unfinished?: RuleState | null;
  /** Where paths begin; at the root by default. */
  readonly scope?: PathScope;
}

/**
 * `anywhere`: each path may begin at any value, and its last names also match by themselves, whatever is
 * above them. The result of a filter that refers to the root is then unknown, so it selects everything.
 */
export type PathScope = 'root' | 'anywhere';

/**
 * @param paths RFC 9535 queries
 * @throws an error whose message can be shown, if one is not
 */
export function compilePathSet(
  paths: readonly string[],
  { unfinished = null, scope = 'root' }: PathSetOptions = {},
): PathSet {
  const simple: SimplePath[] = [];
  const dependent: DocumentPath[] = [];
  for (const [number, path] of paths.entries()) {
    const query = compileJsonPath(path);
    for (const segments of scope === 'root' ? [query.segments] : segmentsAnywhere(query)) {
      const plain = simpleSegmentsOf({ segments });
      if (plain !== null) simple.push({ number, segments: scoped(plain, scope) });
      else dependent.push({ number, segments: scoped(segments.map(dependentSegment), scope) });
    }
  }
  const byPath = compilePaths(simple);
  if (dependent.length === 0) return { byPath, forDocuments: null };
  const follow = followDocumentPaths(dependent);
  return {
    byPath,
    forDocuments: (primary, candidate, cost) =>
      eitherState(byPath, follow(primary, candidate, { cost, unfinished })),
  };
}

/** The first segment may match at any depth. */
function scoped<T extends { readonly descendant: boolean }>(
  segments: readonly T[],
  scope: PathScope,
): readonly T[] {
  if (scope === 'root') return segments;
  return segments.map((segment, index) =>
    index === 0 ? { ...segment, descendant: true } : segment,
  );
}

type Segments = PathSegments['segments'];

/** The segments of a path that begins at any value, and of its last names alone. */
function segmentsAnywhere({ segments }: PathSegments): readonly Segments[] {
  if (segments.some(looksAtRoot)) return [[]];
  const lastNamed = segments.findLastIndex(({ selectors }) =>
    selectors.some((selector) => selector instanceof jsonpath.selectors.NameSelector),
  );
  return lastNamed > 0 ? [segments, segments.slice(lastNamed)] : [segments];
}

function looksAtRoot({ selectors }: jsonpath.JSONPathSegment): boolean {
  return selectors.some(
    (selector) =>
      selector instanceof jsonpath.selectors.FilterSelector && holdsRoot(selector.expression),
  );
}

function holdsRoot(expression: jsonpath.expressions.FilterExpression): boolean {
  if (expression instanceof expressions.RootQuery) return true;
  if (expression instanceof expressions.LogicalExpression) return holdsRoot(expression.expression);
  if (expression instanceof expressions.PrefixExpression) return holdsRoot(expression.right);
  if (expression instanceof expressions.InfixExpression) {
    return holdsRoot(expression.left) || holdsRoot(expression.right);
  }
  if (expression instanceof expressions.FunctionExtension) return expression.args.some(holdsRoot);
  return (
    expression instanceof expressions.FilterQuery && expression.path.segments.some(looksAtRoot)
  );
}

function dependentSegment(segment: jsonpath.JSONPathSegment): DocumentSegment {
  const named = new Set<string | number>();
  const tests: ChildTest[] = [];
  let wildcard = false;
  for (const selector of segment.selectors) {
    if (selector instanceof jsonpath.selectors.NameSelector) named.add(selector.name);
    else if (selector instanceof jsonpath.selectors.WildcardSelector) wildcard = true;
    else if (selector instanceof jsonpath.selectors.IndexSelector && selector.index >= 0) {
      named.add(selector.index);
    } else tests.push(testOf(selector));
  }
  const descendant = isDescendant(segment);
  return { descendant, isNamed: (step) => wildcard || named.has(step), tests };
}

function testOf(selector: jsonpath.JSONPathSelector): ChildTest {
  if (selector instanceof jsonpath.selectors.FilterSelector) {
    return compileFilter(selector.expression);
  }
  const indexes = selector as jsonpath.selectors.IndexSelector | jsonpath.selectors.SliceSelector;
  return (_, __, ___, step, length) => isSelectedIndex(indexes, step, length);
}
