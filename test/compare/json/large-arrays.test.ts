import { describe, expect, it } from 'vitest';
import { alignArrays } from '../../../src/compare/json/align/align-arrays.ts';

const numbers = Array.from({ length: 120_000 }, (_, at) => at);

function pairsOf(candidate: readonly unknown[], spend: (values: number) => boolean = () => true) {
  const { from, to } = alignArrays(numbers, candidate, 0, { rules: null, state: null, spend });
  return [...from].map((index, at) => [index, to[at]]);
}

describe('arrays with too many elements to align', () => {
  it('are compared by position', () => {
    const pairs = pairsOf(numbers.toReversed());
    expect(pairs.every(([ours, theirs]) => ours === theirs)).toBe(true);
  });

  it('have elements that were inserted at the start shown', () => {
    expect(pairsOf(['new', ...numbers])).toEqual([[-1, 0]]);
  });

  it('are not aligned beyond the limit of the comparison', () => {
    let spent = 0;
    pairsOf(numbers.with(0, -1), (values) => (spent += values) <= 1000);
    expect(spent).toBeLessThan(500_000);
  });
});
