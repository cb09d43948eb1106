import { differenceKinds } from '../../../../vocabulary/difference.ts';
import type { LineMark } from '../../../../vocabulary/specimen.ts';
import type { AlignedLine } from './aligned-lines.ts';

/** The number of lines shown around a difference, and at both ends of a long block that differs. */
const context = 3;
/** Fewer lines than this are not worth folding away. */
const foldedMin = 8;
/** After this many lines, the rest of two bodies is folded as a whole. */
const linesShown = 60;
/** A rest of fewer lines is not worth it. */
const restMin = 20;

/** Consecutive lines of two bodies. */
export interface Stretch {
  readonly lines: readonly AlignedLine[];
  /** Null if the lines are shown; otherwise the name of what is folded. */
  readonly folded: 'unchanged' | LineMark | null;
}

export interface FoldedBodies {
  readonly shown: readonly Stretch[];
  /** The rest, once enough is shown. */
  readonly rest: readonly Stretch[];
}

const kinds: ReadonlySet<LineMark | null> = new Set(differenceKinds);

/** Whether the comparer counts the lines as a difference. */
export function isDifference({ mark }: AlignedLine): boolean {
  return kinds.has(mark);
}

/** Folds lines far from any difference, the middle of long blocks that differ, and what is too long. */
export function foldLines(lines: readonly AlignedLine[]): FoldedBodies {
  const stretches = stretchesOf(lines);
  const whole = stretches.reduce((sum, stretch) => sum + heightOf(stretch), 0);
  if (whole < linesShown + restMin) return { shown: stretches, rest: [] };
  const [shown, rest]: [Stretch[], Stretch[]] = [[], []];
  let left = linesShown;
  for (const stretch of stretches) {
    const { lines: its, folded } = stretch;
    const height = heightOf(stretch);
    if (rest.length > 0 || left === 0) rest.push(stretch);
    else if (height <= left) shown.push(stretch);
    else {
      // Differences may be so dense that nothing between them is folded.
      shown.push({ lines: its.slice(0, left), folded });
      rest.push({ lines: its.slice(left), folded });
    }
    left = Math.max(0, left - height);
  }
  return { shown, rest };
}

/** In lines. */
function heightOf({ lines, folded }: Stretch): number {
  return folded === null ? lines.length : 1;
}

/**
 * How many blocks of consecutive differences begin in these lines.
 *
 * @param before the line above them, whose block may go on
 */
export function countBlocks(lines: readonly AlignedLine[], before?: AlignedLine): number {
  let blocks = 0;
  let isInside = before !== undefined && isDifference(before);
  for (const line of lines) {
    const differs = isDifference(line);
    if (differs && !isInside) blocks += 1;
    isInside = differs;
  }
  return blocks;
}

function stretchesOf(lines: readonly AlignedLine[]): readonly Stretch[] {
  const visible = visibleLines(lines);
  const stretches: Stretch[] = [];
  for (let start = 0; start < lines.length;) {
    let end = start + 1;
    while (end < lines.length && visible[end] === visible[start]) end += 1;
    const stretch = lines.slice(start, end);
    const folded = visible[start] === 1 ? null : foldedName(stretch);
    stretches.push({ lines: stretch, folded });
    start = end;
  }
  return stretches;
}

function foldedName([first]: readonly AlignedLine[]): 'unchanged' | LineMark {
  return first !== undefined && first.mark !== null && isDifference(first)
    ? first.mark
    : 'unchanged';
}

/** For each line, 1 if it is shown. */
function visibleLines(lines: readonly AlignedLine[]): Uint8Array {
  // If nothing differs, the excluded lines are shown.
  const differs = lines.some(isDifference)
    ? isDifference
    : ({ mark }: AlignedLine) => mark !== null;
  const visible = new Uint8Array(lines.length);
  for (const [at, line] of lines.entries()) {
    if (differs(line)) visible.fill(1, Math.max(0, at - context), at + context + 1);
  }
  eachRun(
    lines.length,
    (at) => visible[at],
    (start, end) => {
      if (visible[start] === 0 && end - start < foldedMin) visible.fill(1, start, end);
    },
  );
  eachRun(
    lines.length,
    (at) => (visible[at] === 0 ? null : lines[at]?.mark),
    (start, end) => {
      const isLong = end - start >= 2 * context + foldedMin;
      if (isLong && lines[start]?.mark !== null && visible[start] === 1) {
        visible.fill(0, start + context, end - context);
      }
    },
  );
  return visible;
}

/** Calls `visit` for each run of equal values. */
function eachRun(
  length: number,
  valueAt: (at: number) => unknown,
  visit: (start: number, end: number) => void,
): void {
  for (let start = 0; start < length;) {
    const value = valueAt(start);
    let end = start + 1;
    while (end < length && valueAt(end) === value) end += 1;
    visit(start, end);
    start = end;
  }
}
