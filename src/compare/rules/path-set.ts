import { type JSONPathQuery, type JSONValue, jsonpath } from 'json-p3';
import { compileJsonPath } from '../../config/json-path.ts';
import {
  createLocationSet,
  type LocationNode,
  type LocationSet,
  stateOfLocations,
} from './location-set.ts';
import { compilePaths, type SimplePath, type SimpleSegment } from './path-automaton.ts';
import { eitherState, type RuleState } from './rule-state.ts';

/** Paths into JSON bodies, called by their numbers in the list they were given in. */
export interface PathSet {
  /** Paths that the way down to a place decides; null when there are none. */
  readonly byPath: RuleState | null;
  /**
   * All paths. Those that depend on values (filters) or on lengths (slices, indexes from the end)
   * are evaluated by the library on both documents, which costs several times as much as the walk:
   * null when there are none of them, and `byPath` is all.
   */
  readonly forDocuments: ((primary: unknown, candidate: unknown) => RuleState | null) | null;
}

/**
 * @param paths RFC 9535 queries
 * @throws the library's error when one is not
 */
export function compilePathSet(paths: readonly string[]): PathSet {
  const simple: SimplePath[] = [];
  const evaluated = new Map<number, JSONPathQuery>();
  for (const [number, query] of paths.map(compileJsonPath).entries()) {
    const segments = toSimpleSegments(query);
    if (segments === null) evaluated.set(number, query);
    else simple.push({ number, segments });
  }
  const byPath = compilePaths(simple);
  if (evaluated.size === 0) return { byPath, forDocuments: null };

  function locationsIn(document: unknown): LocationNode | null {
    const locations = createLocationSet();
    for (const [number, query] of evaluated) {
      addMatches(query, number, document as JSONValue, locations);
    }
    return locations.root();
  }

  return {
    byPath,
    forDocuments: (primary, candidate) =>
      eitherState(byPath, stateOfLocations(locationsIn(primary), locationsIn(candidate))),
  };
}

/**
 * The library gives up on very deep documents. Rules only ever take differences away, so that one
 * that could not be evaluated to its end hides nothing.
 */
function addMatches(
  query: JSONPathQuery,
  number: number,
  document: JSONValue,
  locations: LocationSet,
): void {
  try {
    for (const node of query.lazyQuery(document)) locations.add(node.location, number);
  } catch (error) {
    if (!(error instanceof RangeError) && !(error instanceof jsonpath.JSONPathError)) throw error;
  }
}

function toSimpleSegments(query: JSONPathQuery): readonly SimpleSegment[] | null {
  const segments: SimpleSegment[] = [];
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
    segments.push({ descendant: segment.toString().startsWith('..'), wildcard, names, indexes });
  }
  return segments;
}
