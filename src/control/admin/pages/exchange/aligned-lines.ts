import { bodyLines } from '../../../../vocabulary/body-lines.ts';
import type { LineMark, SpecimenAlignment, SpecimenBody } from '../../../../vocabulary/specimen.ts';
import { formatCount } from '../../../../vocabulary/format.ts';

/** A line of two bodies that are shown side by side. */
export interface AlignedLine {
  /** The text of each side; null if a side has none. */
  readonly primary: string | null;
  readonly candidate: string | null;
  /** The line numbers in the two bodies as they are shown, from 1; null if a side has no line of a body here. */
  readonly primaryLine: number | null;
  readonly candidateLine: number | null;
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
  const [oursAreNumbered, theirsAreNumbered] = [hasText(primary), hasText(candidate)];
  return stretches
    .flatMap(([left, right, length, mark]) =>
      Array.from({ length: Math.min(length, linesMax) }, (_, at) => {
        const [one, other] = [lineAt(ours, left, at), lineAt(theirs, right, at)];
        return {
          primary: one,
          candidate: other,
          primaryLine: one === null || !oursAreNumbered ? null : left + at + 1,
          candidateLine: other === null || !theirsAreNumbered ? null : right + at + 1,
          mark,
        };
      }),
    )
    .slice(0, linesMax);
}

function lineAt(lines: readonly string[], start: number, at: number): string | null {
  return start < 0 ? null : (lines[start + at] ?? null);
}

/** Else a note stands in its place, which is no line of it. */
function hasText(body: SpecimenBody | null): boolean {
  return body !== null && body.kind !== 'binary' && body.kind !== 'unread';
}

function shownLines(body: SpecimenBody): readonly string[] {
  const bytes = formatCount(body.bytes);
  if (body.kind === 'binary') return [`‹${bytes} bytes that are not text›`];
  if (body.kind === 'unread') return [`‹${bytes} bytes that could not be read›`];
  return bodyLines(body);
}
