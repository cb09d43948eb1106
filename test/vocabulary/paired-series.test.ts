import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addAt,
  addSeries,
  blockMs,
  beginOfLast,
  countsSince,
  emptyFineSeries,
  emptySeries,
  endedBlocks,
  fineBlocks,
  type PairedSeries,
} from '../../src/vocabulary/paired-series.ts';

const hit = { n: 1, candidateOnly: 1, referenceOnly: 0 };

function seriesOf(times: readonly number[], empty: () => PairedSeries = emptySeries): PairedSeries {
  const series = empty();
  for (const atMs of times) addAt(series, atMs, hit);
  return series;
}

const times = fc.array(fc.nat({ max: 400 * blockMs }), { maxLength: 60 });

describe('counts by block of time', () => {
  it('are the same whether two recorders count them or one does', () => {
    fc.assert(
      fc.property(times, times, (a, b) => {
        const merged = seriesOf(a);
        addSeries(merged, seriesOf(b));
        expect(merged).toEqual(seriesOf([...a, ...b]));
      }),
      { seed: 14, numRuns: 200 },
    );
  });

  it('have blocks of twice the length above two days of them', () => {
    const { blocks } = seriesOf(Array.from({ length: 300 }, (_, at) => at * blockMs));
    expect([blocks.lengthMs, blocks.counts.size]).toEqual([2 * blockMs, 150]);
  });

  it('lose nothing when blocks become longer', () => {
    const series = seriesOf(Array.from({ length: 300 }, (_, at) => at * blockMs));
    expect(countsSince(series.blocks, 0)).toEqual({ ...hit, n: 300, candidateOnly: 300 });
  });

  it('have blocks of a second in a short run, and of ten minutes in a long one', () => {
    const short = seriesOf([0, 1000, 2000, 3000], emptyFineSeries);
    const long = seriesOf(
      Array.from({ length: 100 }, (_, at) => at * blockMs),
      emptyFineSeries,
    );
    expect(fineBlocks(short.blocks)).toHaveLength(4);
    expect(long.blocks.lengthMs).toBe(blockMs);
  });

  it('are judged by completed blocks of at least ten minutes', () => {
    const { blocks } = seriesOf([0, 1000, blockMs + 1], emptyFineSeries);
    expect(endedBlocks(blocks, 2 * blockMs - 1).map(({ n }) => n)).toEqual([2]);
  });

  it('are available since a given time', () => {
    const { blocks } = seriesOf([0, blockMs, 2 * blockMs]);
    expect(countsSince(blocks, 2 * blockMs - 1).n).toBe(2);
  });

  it.each([
    [1, 3 * blockMs],
    [2, blockMs],
    [3, blockMs],
    [4, 0],
    [5, null],
  ])('have the start of the last %i blocks', (n, beganMs) => {
    const { blocks } = seriesOf([0, blockMs, blockMs + 1, 3 * blockMs]);
    expect(beginOfLast(blocks, n)).toBe(beganMs);
  });
});
