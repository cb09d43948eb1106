import { isContainer, ownValue } from '../../vocabulary/own-value.ts';
import type { Cost } from '../../vocabulary/walk-budget.ts';
import { mergeAscending, type RuleState, type Step } from './rule-state.ts';

/** Whether a child of an array or object is selected by its content or by the number of children. */
export type ChildTest = (
  child: unknown,
  root: unknown,
  cost: Cost,
  step: Step,
  /** The length of the array that contains it; null for members. */
  length: number | null,
) => boolean;

/** One segment of a path that may depend on the document. */
export interface DocumentSegment {
  /** `..`: the segment may match any number of levels further down. */
  readonly descendant: boolean;
  /** Whether a child is selected by its name or index alone. */
  readonly isNamed: (step: Step) => boolean;
  /** If its name or index does not select it, any of these may. */
  readonly tests: readonly ChildTest[];
}

export interface DocumentPath {
  /** The path's number in {@link RuleState.accepted}. */
  readonly number: number;
  readonly segments: readonly DocumentSegment[];
}

export interface FollowOptions {
  readonly cost: Cost;
  /** The state of all values after the cost was exceeded. */
  readonly unfinished: RuleState | null;
}

/** How far one path has matched. */
interface Position {
  /** Null at the end of the path. */
  readonly segment: DocumentSegment | null;
  readonly number: number;
  readonly next: Position | null;
}

/** A value in one document, and the paths that lead to it or through it. */
interface FollowedValue {
  readonly value: unknown;
  readonly positions: readonly Position[];
  readonly accepted: readonly number[];
}

/**
 * Creates the function that follows paths with filters and slices down two documents, each by its own values.
 * A filter is evaluated only for the children that a walk reaches.
 *
 * @returns a function of two documents; a path that selects a value in one of them matches in both
 */
export function followDocumentPaths(
  paths: readonly DocumentPath[],
): (primary: unknown, candidate: unknown, options: FollowOptions) => RuleState | null {
  const intern = createIntern();
  const starts = paths.map(positionsOf);

  function placeOf(value: unknown, positions: readonly Position[]): FollowedValue {
    const ended = positions.filter(({ segment }) => segment === null);
    const numbers = ended.map(({ number }) => number).sort((a, b) => a - b);
    return { value, positions, accepted: intern(numbers) };
  }

  function childOf(
    place: FollowedValue | null,
    root: unknown,
    step: Step | null,
    cost: Cost,
  ): FollowedValue | null {
    if (place === null || step === null || !isContainer(place.value)) return null;
    const value = ownValue(place.value, step);
    if (value === undefined) return null;
    const length = Array.isArray(place.value) ? place.value.length : null;
    const reached: Position[] = [];
    for (const position of place.positions) {
      const { segment, next } = position;
      if (segment === null) continue;
      if (segment.descendant && !reached.includes(position)) reached.push(position);
      if (next === null || reached.includes(next)) continue;
      const isSelected =
        segment.isNamed(step) ||
        segment.tests.some((test) => test(value, root, cost, step, length));
      if (isSelected) reached.push(next);
    }
    return reached.length === 0 ? null : placeOf(value, reached);
  }

  function acceptedAt(
    primary: FollowedValue | null,
    candidate: FollowedValue | null,
  ): readonly number[] {
    const [ours, theirs] = [primary?.accepted ?? none, candidate?.accepted ?? none];
    if (ours === theirs || theirs.length === 0) return ours;
    return ours.length === 0 ? theirs : intern(mergeAscending(ours, theirs));
  }

  return (primaryRoot, candidateRoot, { cost, unfinished }) => {
    function stateOf(
      primary: FollowedValue | null,
      candidate: FollowedValue | null,
    ): RuleState | null {
      if (primary === null && candidate === null) return null;
      const accepted = acceptedAt(primary, candidate);
      return {
        matched: accepted.length > 0,
        accepted,
        child(step, candidateStep = step) {
          if (!cost.spend(1)) return unfinished;
          const left = childOf(primary, primaryRoot, step, cost);
          const right = childOf(candidate, candidateRoot, candidateStep, cost);
          // The result of a filter that exceeded the cost may be wrong.
          return cost.spend(0) ? stateOf(left, right) : unfinished;
        },
      };
    }

    return stateOf(placeOf(primaryRoot, starts), placeOf(candidateRoot, starts));
  };
}

const none: readonly number[] = [];

function positionsOf({ number, segments }: DocumentPath): Position {
  return segments.reduceRight<Position>((next, segment) => ({ segment, number, next }), {
    segment: null,
    number,
    next: null,
  });
}

/** The limit for a hostile document. */
const internedMax = 1000;

/** Returns one array for equal lists of numbers, so that results can be cached by it. */
function createIntern(): (numbers: readonly number[]) => readonly number[] {
  const known = new Map<string, readonly number[]>();
  return (numbers) => {
    if (numbers.length === 0) return none;
    const key = numbers.join();
    const same = known.get(key);
    if (same !== undefined) return same;
    if (known.size < internedMax) known.set(key, numbers);
    return numbers;
  };
}
