import { describe, expect, it } from 'vitest';
import { onScale } from '../../../src/control/admin/pages/drawings.ts';

describe('the scale that all interval bars share', () => {
  it.each([
    [0, 0],
    [0.0001, 0],
    [0.001, 25],
    [0.01, 50],
    [0.1, 75],
    [1, 100],
    [-0.5, 0],
  ])('shows the rate %s at %s per cent of its width', (rate, at) => {
    expect(onScale(rate)).toBeCloseTo(at);
  });
});
