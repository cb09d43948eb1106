import { jsonpath } from 'json-p3';
import { compileJsonPath } from '../../config/json-path.ts';
import {
  compilePaths,
  isDescendant,
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

/** Paths into JSON bodies, identified by their numbers. */
export interface PathSet {
  /** Paths that the way down to a place decides; null when there are none. */
  readonly byPath: RuleState | null;
  /**
   * All paths, with those that depend on values (filters) or on lengths (slices, indexes from the
   * end): null when there are none of these, and `byPath` is all.
   *
   * @param cost of filters
   */
  readonly forDocuments:
    | ((primary: unknown, candidate: unknown, cost: Cost) => RuleState | null)
    | null;
}

/**
 * @param paths RFC 9535 queries
 * @param unfinished the state past the bound of the cost: null to match nothing there
 * @throws an error whose message can be shown, if one is not
 */
export function compilePathSet(
  paths: readonly string[],
  unfinished: RuleState | null = null,
): PathSet {
  const simple: SimplePath[] = [];
  const dependent: DocumentPath[] = [];
  for (const [number, path] of paths.entries()) {
    const query = compileJsonPath(path);
    const segments = simpleSegmentsOf(query);
    if (segments !== null) simple.push({ number, segments });
    else dependent.push({ number, segments: query.segments.map(dependentSegment) });
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
