import { describe, expect, it } from 'vitest';
import { alignLines } from '../../../../src/control/admin/pages/exchange/aligned-lines.ts';
import type { SpecimenBody } from '../../../../src/vocabulary/specimen.ts';

function textBody(text: string): SpecimenBody {
  return { kind: 'text', text, bytes: text.length, cut: false };
}

const [one, other] = [textBody('a\nb'), textBody('x\na\nc')];
const binary: SpecimenBody = { kind: 'binary', text: '', bytes: 2000, cut: true };

describe('the lines of two bodies', () => {
  it('follow the pairs of the comparer', () => {
    const alignment = {
      stretches: [
        [-1, 0, 1, 'added'],
        [0, 1, 1, null],
        [1, 2, 1, 'excluded by rule'],
      ],
      cut: false,
    } as const;
    expect(alignLines(one, other, alignment)).toEqual([
      { primary: null, candidate: 'x', primaryLine: null, candidateLine: 1, mark: 'added' },
      { primary: 'a', candidate: 'a', primaryLine: 1, candidateLine: 2, mark: null },
      {
        primary: 'b',
        candidate: 'c',
        primaryLine: 2,
        candidateLine: 3,
        mark: 'excluded by rule',
      },
    ]);
  });

  it('are shown in order and without a mark if the comparer did not pair them', () => {
    expect(alignLines(one, other, null)).toEqual([
      { primary: 'a', candidate: 'x', primaryLine: 1, candidateLine: 1, mark: null },
      { primary: 'b', candidate: 'a', primaryLine: 2, candidateLine: 2, mark: null },
      { primary: null, candidate: 'c', primaryLine: null, candidateLine: 3, mark: null },
    ]);
  });

  it('are those of one side if the other has no body', () => {
    expect(alignLines(one, null, null).map(({ candidate }) => candidate)).toEqual([null, null]);
  });

  it('show the size of a body without text', () => {
    const [line] = alignLines(binary, binary, { stretches: [[0, 0, 1, 'changed']], cut: false });
    expect(line?.primary).toBe('‹2,000 bytes that are not text›');
    expect(line?.primaryLine).toBeNull();
  });

  it('are shown unchanged if an earlier version saved invalid JSON', () => {
    const kept: SpecimenBody = { kind: 'json', text: '[5.e-324]', bytes: 8, cut: false };
    expect(alignLines(kept, null, null)).toEqual([
      {
        primary: '[5.e-324]',
        candidate: null,
        primaryLine: 1,
        candidateLine: null,
        mark: null,
      },
    ]);
  });

  it('are limited in number, whatever was saved', () => {
    const stretches = [[0, 0, 1e9, null]] as const;
    expect(alignLines(one, other, { stretches, cut: false })).toHaveLength(4000);
  });
});
