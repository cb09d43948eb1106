import { describe, expect, it } from 'vitest';
import { namesInPromql } from './promql.ts';

describe('the names in an expression', () => {
  it.each([
    ['up', [{ metric: 'up', labels: [] }], []],
    ['rate(a_total{b="c", d!~"e|f"}[5m])', [{ metric: 'a_total', labels: ['b', 'd'] }], []],
    [
      'sum by (x, y) (a) / on (x) b',
      [
        { metric: 'a', labels: [] },
        { metric: 'b', labels: [] },
      ],
      ['x', 'y', 'x'],
    ],
    [
      'a:b:rate5m > bool 0.5 or vector(1) unless c offset 1m',
      [
        { metric: 'a:b:rate5m', labels: [] },
        { metric: 'c', labels: [] },
      ],
      [],
    ],
    ['a{b="} or c{"}', [{ metric: 'a', labels: ['b'] }], []],
  ])('are found in %s', (expression, selectors, grouping) => {
    expect(namesInPromql(expression)).toEqual({ selectors, grouping });
  });
});
