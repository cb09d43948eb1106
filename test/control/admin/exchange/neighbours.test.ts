import { describe, expect, it } from 'vitest';
import { neighboursOf } from '../../../../src/control/admin/pages/exchange/neighbours.ts';

describe('the neighbours of an exchange', () => {
  it.each([
    ['a', { previous: null, next: 'b' }],
    ['b', { previous: 'a', next: 'c' }],
    ['c', { previous: 'b', next: null }],
    ['not in the list', { previous: null, next: null }],
  ])('are found in a list: %s', (name, neighbours) => {
    expect(neighboursOf(['a', 'b', 'c'], name)).toEqual(neighbours);
  });
});
