import { type JSONPathQuery, jsonpath } from 'json-p3';
import type { PathState, Step } from './path-state.ts';

/** One segment of a path that can be matched while walking down, without looking at values. */
export interface SimpleSegment {
  /** `..`: the segment may match any number of levels further down. */
  readonly descendant: boolean;
  /** `*`: any key and any index. */
  readonly wildcard: boolean;
  readonly names: readonly string[];
  /** From the start of an array; none is negative. */
  readonly indexes: readonly number[];
}

export interface SimplePath {
  /** The path's number in {@link PathState.accepted}. */
  readonly number: number;
  readonly segments: readonly SimpleSegment[];
}

/** Represents every key or index that no rule names. */
const anyOtherName = Symbol('any other name');
const anyOtherIndex = Symbol('any other index');
type Symbolic = string | number | typeof anyOtherName | typeof anyOtherIndex;

/**
 * Compiles paths into one automaton, whose states are built as they are first met: a step costs one
 * look-up however many rules there are. A document cannot make more states, as only names in the
 * rules are distinguished. In aligned arrays, it is primary's index that counts.
 *
 * @returns the state at the root, or null when there is no path
 */
export function compilePaths(paths: readonly SimplePath[]): PathState | null {
  const segments = paths.flatMap((path) => path.segments);
  const names = new Set(segments.flatMap((segment) => segment.names));
  const indexes = new Set(segments.flatMap((segment) => segment.indexes));
  const states = new Map<string, PathState>();
  const stride = Math.max(0, ...paths.map((path) => path.segments.length)) + 1;

  /** @param positions numbers of `path * stride + segment`, ascending */
  function stateOf(positions: readonly number[]): PathState | null {
    if (positions.length === 0) return null;
    const id = positions.join();
    const known = states.get(id);
    if (known !== undefined) return known;
    const next = new Map<Symbolic, PathState | null>();
    const accepted = positions
      .filter((position) => segmentAt(position) === undefined)
      .map((position) => pathAt(position)?.number ?? 0)
      .sort((a, b) => a - b);
    const state: PathState = {
      matched: accepted.length > 0,
      accepted,
      child(step, candidateStep = step) {
        const symbol = symbolOf(step ?? candidateStep ?? 0);
        let child = next.get(symbol);
        if (child === undefined) {
          child = stateOf(advance(positions, symbol));
          next.set(symbol, child);
        }
        return child;
      },
    };
    states.set(id, state);
    return state;
  }

  function pathAt(position: number): SimplePath | undefined {
    return paths[Math.floor(position / stride)];
  }

  function segmentAt(position: number): SimpleSegment | undefined {
    return pathAt(position)?.segments[position % stride];
  }

  function symbolOf(step: Step): Symbolic {
    if (typeof step === 'string') return names.has(step) ? step : anyOtherName;
    return indexes.has(step) ? step : anyOtherIndex;
  }

  function advance(positions: readonly number[], symbol: Symbolic): readonly number[] {
    const reached = new Set<number>();
    for (const position of positions) {
      const segment = segmentAt(position);
      if (segment === undefined) continue;
      if (segment.descendant) reached.add(position);
      if (selects(segment, symbol)) reached.add(position + 1);
    }
    return [...reached].sort((a, b) => a - b);
  }

  return stateOf(paths.map((_, path) => path * stride));
}

function selects(segment: SimpleSegment, symbol: Symbolic): boolean {
  if (segment.wildcard) return true;
  if (typeof symbol === 'string') return segment.names.includes(symbol);
  return typeof symbol === 'number' && segment.indexes.includes(symbol);
}

/** The used part of a compiled query. The library's own evaluation has no limit. */
export type PathSegments = Pick<JSONPathQuery, 'segments'>;

/** The segments of a query; null if it depends on values or lengths. */
export function simpleSegmentsOf({ segments }: PathSegments): readonly SimpleSegment[] | null {
  const simple: SimpleSegment[] = [];
  for (const segment of segments) {
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
    simple.push({ descendant: isDescendant(segment), wildcard, names, indexes });
  }
  return simple;
}

/** The library does not export the two classes of segments; RFC 9535 writes descendants as `..`. */
export function isDescendant(segment: jsonpath.JSONPathSegment): boolean {
  return segment.toString().startsWith('..');
}
