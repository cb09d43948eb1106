import { describe, expect, it } from 'vitest';
import { changedParts } from '../../../../src/control/admin/pages/exchange/changed-part.ts';

describe('the part in which two lines differ', () => {
  it.each([
    ['0.0012', '0.0013', ['0.001', '2', ''], ['0.001', '3', '']],
    ['aa', 'aaa', ['aa', '', ''], ['aa', 'a', '']],
    ['a', 'b', ['', 'a', ''], ['', 'b', '']],
    ['x😀z', 'x😁z', ['x', '😀', 'z'], ['x', '😁', 'z']],
  ])('is marked in %s and %s', (one, other, left, right) => {
    expect(changedParts(one, other)).toEqual([left, right]);
  });
});
