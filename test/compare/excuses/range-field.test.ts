import { describe, expect, it } from 'vitest';
import { isExplainedRange } from '../../../src/compare/excuses/range-field.ts';

/** Explains the ranges of two lists, one of which is some elements shorter. */
function explains(primary: string, candidate: string, length: number, short: number): boolean {
  return isExplainedRange('content-range', primary, candidate, {
    count: number(short),
    length: number(length),
    candidateLength: number(length - short),
  });
}

describe('the Content-Range of a list from which things were set aside', () => {
  it.each([
    ['0-4/5', '0-3/4', 5, 1],
    ['items 0-4/50', 'items 0-3/49', 5, 1],
    ['0-4/*', '0-2/*', 5, 2],
    ['0-0/1', '*/0', 1, 1],
    ['10-14/15', '10-13/14', 5, 1],
    ['0-3/4', '0-4/5', 4, -1],
  ])('is explained: %s on primary and %s on the candidate', (primary, candidate, length, short) => {
    expect(explains(primary, candidate, length, short)).toBe(true);
  });

  it.each([
    ['0-4/5', '0-3/5', 5, 1],
    ['0-4/5', '0-4/4', 5, 1],
    ['0-4/5', '1-4/4', 5, 1],
    ['0-4/5', '0-3/*', 5, 1],
    ['0-4/5', 'items 0-3/4', 5, 1],
    ['0-4/5', '0-2/3', 5, 1],
    ['bytes 0-99/100', 'bytes 0-98/99', 5, 1],
    ['0-4/5', 'nonsense', 5, 1],
  ])(
    'is not explained: %s on primary and %s on the candidate',
    (primary, candidate, length, short) => {
      expect(explains(primary, candidate, length, short)).toBe(false);
    },
  );
});

function number(value: number) {
  return { digits: BigInt(value), power: 0 };
}
