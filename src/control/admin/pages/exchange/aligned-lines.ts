import { bodyLines } from '../../../../vocabulary/body-lines.ts';
import type { LineMark, SpecimenAlignment, SpecimenBody } from '../../../../vocabulary/specimen.ts';
import { countText } from '../figures.ts';

/** A line of two bodies that are shown side by side. */
export interface AlignedLine {
  /** The text of each side; null if a side has none. */
  readonly primary: string | null;
  readonly candidate: string | null;
  /** The comparer's mark; null for equal lines, and if the lines were not paired. */
  readonly mark: LineMark | null;
}

/** The most lines on the page. */
const linesMax = 4000;

/**
 * The lines of two bodies as the comparer paired them.
 *
 * @param alignment null without a pairing: the lines are shown in order, without marks
 */
export function alignLines(
  primary: SpecimenBody,
  candidate: SpecimenBody | null,
  alignment: SpecimenAlignment | null,
): readonly AlignedLine[] {
  const [ours, theirs] = [shownLines(primary), candidate === null ? [] : shownLines(candidate)];
  const count = Math.min(linesMax, Math.max(ours.length, theirs.length));
  const stretches = alignment?.stretches ?? [[0, 0, count, null] as const];
  return stretches
    .flatMap(([left, right, length, mark]) =>
      Array.from({ length: Math.min(length, linesMax) }, (_, at) => ({
        primary: lineAt(ours, left, at),
        candidate: lineAt(theirs, right, at),
        mark,
      })),
    )
    .slice(0, linesMax);
}

function lineAt(lines: readonly string[], start: number, at: number): string | null {
  return start < 0 ? null : (lines[start + at] ?? null);
}

function shownLines(body: SpecimenBody): readonly string[] {
  const bytes = countText(body.bytes);
  if (body.kind === 'binary') return [`‹${bytes} bytes that are not text›`];
  if (body.kind === 'unread') return [`‹${bytes} bytes that could not be read›`];
  return bodyLines(body);
}
