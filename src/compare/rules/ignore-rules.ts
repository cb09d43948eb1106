import { type JSONPathQuery, type JSONValue, jsonpath } from 'json-p3';
import { compileJsonPath } from '../../config/json-path.ts';
import { compilePaths, type SimplePath, type SimpleSegment } from './path-automaton.ts';
import { createLocationSet, type LocationSet } from './location-set.ts';
import { eitherState, type RuleState } from './rule-state.ts';

/** The places in JSON bodies at which differences do not count. */
export interface IgnoreRules {
  /** Rules that the way down to a place decides; null when there are none. */
  readonly byPath: RuleState | null;
  /**
   * All rules. Those that depend on values (filters) or on lengths (slices, indexes from the end)
   * are evaluated by the library on both documents, which costs several times as much as the walk:
   * null when there are none of them, and `byPath` is all.
   */
  readonly forDocuments: ((primary: unknown, candidate: unknown) => RuleState | null) | null;
}

/**
 * @param paths RFC 9535 queries
 * @throws the library's error when one is not
 */
export function compileIgnoreRules(paths: readonly string[]): IgnoreRules {
  const simple: SimplePath[] = [];
  const evaluated: JSONPathQuery[] = [];
  for (const query of paths.map(compileJsonPath)) {
    const path = toSimplePath(query);
    if (path === null) evaluated.push(query);
    else simple.push(path);
  }
  const byPath = compilePaths(simple);
  if (evaluated.length === 0) return { byPath, forDocuments: null };
  return {
    byPath,
    forDocuments: (primary, candidate) => {
      const locations = createLocationSet();
      for (const document of [primary, candidate]) {
        for (const query of evaluated) {
          addMatches(query, document as JSONValue, locations);
        }
      }
      return eitherState(byPath, locations.root());
    },
  };
}

/**
 * The library gives up on very deep documents. Rules only ever take differences away, so that one
 * that could not be evaluated to its end hides nothing.
 */
function addMatches(query: JSONPathQuery, document: JSONValue, locations: LocationSet): void {
  try {
    for (const node of query.lazyQuery(document)) locations.add(node.location);
  } catch (error) {
    if (!(error instanceof RangeError) && !(error instanceof jsonpath.JSONPathError)) throw error;
  }
}

function toSimplePath(query: JSONPathQuery): SimplePath | null {
  const path: SimpleSegment[] = [];
  for (const segment of query.segments) {
    const names: string[] = [];
    const indexes: number[] = [];
    let wildcard = false;
    for (const selector of segment.selectors) {
      if (selector instanceof jsonpath.selectors.NameSelector) names.push(selector.name);
      else if (selector instanceof jsonpath.selectors.WildcardSelector) wildcard = true;
      else if (selector instanceof jsonpath.selectors.IndexSelector && selector.index >= 0) {
        indexes.push(selector.index);
      } else return null;
    }
    // The library does not export the two classes of segments; RFC 9535 writes descendants as `..`.
    path.push({ descendant: segment.toString().startsWith('..'), wildcard, names, indexes });
  }
  return path;
}
