import { describe, expect, it } from 'vitest';
import type { AlignedLine } from '../../../../src/control/admin/pages/exchange/aligned-lines.ts';
import {
  countBlocks,
  foldLines,
  type Stretch,
} from '../../../../src/control/admin/pages/exchange/fold-lines.ts';
import type { LineMark } from '../../../../src/vocabulary/specimen.ts';

function lines(count: number, mark: LineMark | null = null): readonly AlignedLine[] {
  const line = { primary: 'a', candidate: 'a', primaryLine: 1, candidateLine: 1, mark };
  return Array.from({ length: count }, () => line);
}

/** Each stretch as its number of lines, with a name if it is folded. */
function stretchesIn(stretches: readonly Stretch[]): readonly string[] {
  return stretches.map((one) => `${one.lines.length} ${one.folded ?? 'shown'}`);
}

function shownOf(...parts: readonly (readonly AlignedLine[])[]): readonly string[] {
  return stretchesIn(foldLines(parts.flat()).shown);
}

describe('the lines of two bodies', () => {
  it('show three unchanged lines around a difference and fold the others', () => {
    expect(shownOf(lines(20), lines(1, 'changed'), lines(20))).toEqual([
      '17 unchanged',
      '7 shown',
      '17 unchanged',
    ]);
  });

  it('show a short gap between two differences', () => {
    expect(shownOf(lines(1, 'changed'), lines(13), lines(1, 'removed'))).toEqual(['15 shown']);
  });

  it('show three lines at both ends of a long removed block and fold its middle', () => {
    expect(shownOf(lines(2), lines(100, 'removed'), lines(2))).toEqual([
      '5 shown',
      '94 removed',
      '5 shown',
    ]);
  });

  it('fold lines that a rule excludes like equal lines, if other lines differ', () => {
    expect(shownOf(lines(1, 'changed'), lines(20, 'excluded by rule'))).toEqual([
      '4 shown',
      '17 unchanged',
    ]);
  });

  it('show lines that a rule excludes if nothing else differs', () => {
    expect(shownOf(lines(20), lines(2, 'excluded by rule'))).toEqual(['17 unchanged', '5 shown']);
  });

  it('fold everything after sixty shown lines', () => {
    const many = Array.from({ length: 50 }, () => [...lines(20), ...lines(1, 'changed')]).flat();
    const { shown, rest } = foldLines(many);
    const visible = shown.filter(({ folded }) => folded === null).flatMap((one) => one.lines);
    expect(visible.length).toBeLessThanOrEqual(60);
    expect(countBlocks(visible) + countBlocks(rest.flatMap((one) => one.lines))).toBe(50);
  });

  it('show all of up to eighty lines', () => {
    const dense = Array.from({ length: 7 }, () => [...lines(10), ...lines(1, 'changed')]).flat();
    expect(shownOf(dense)).toEqual(['77 shown']);
  });

  it('fold all that follows sixty lines even if the differences leave no gap to fold', () => {
    const dense = Array.from({ length: 100 }, () => [...lines(10), ...lines(1, 'changed')]).flat();
    const { shown, rest } = foldLines(dense);
    expect([stretchesIn(shown), stretchesIn(rest)]).toEqual([['60 shown'], ['1040 shown']]);
  });

  it('count a block once if the fold after sixty lines cuts it', () => {
    const mixed = Array.from({ length: 60 }, () => [...lines(1, 'changed'), ...lines(1, 'added')]);
    const { shown, rest } = foldLines(mixed.flat());
    const above = shown.flatMap((one) => one.lines);
    const below = rest.flatMap((one) => one.lines);
    expect([countBlocks(above), countBlocks(below, above.at(-1))]).toEqual([1, 0]);
  });
});
