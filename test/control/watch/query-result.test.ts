import { describe, expect, it } from 'vitest';
import { worstValue } from '../../../src/control/watch/query-result.ts';

const vector = (...values: readonly string[]): string =>
  JSON.stringify({
    status: 'success',
    data: { resultType: 'vector', result: values.map((one) => ({ metric: {}, value: [1, one] })) },
  });
const scalar = JSON.stringify({
  status: 'success',
  data: { resultType: 'scalar', result: [1, '3'] },
});

describe('an answer of Prometheus to a query', () => {
  it('has its largest value judged under an upper bound', () => {
    expect(worstValue(vector('1', '5', '2'), { atMost: 3 })).toBe(5);
  });

  it('has its smallest value judged under a lower bound', () => {
    expect(worstValue(vector('4', '1', '2'), { atLeast: 3 })).toBe(1);
  });

  it('may be a scalar', () => {
    expect(worstValue(scalar, { atMost: 3 })).toBe(3);
  });

  it('is out of bounds if one series is', () => {
    expect(worstValue(vector('NaN', '5'), { atMost: 3 })).toBe(5);
  });

  it.each([
    ['no series', vector()],
    ['a value that is not finite', vector('1', 'NaN')],
    ['an infinite value', vector('+Inf')],
    ['an error', '{"status":"error","errorType":"bad_data","error":"parse error"}'],
    ['a matrix', '{"status":"success","data":{"resultType":"matrix","result":[]}}'],
    ['no JSON', '<html>'],
  ])('has no value: %s', (_, text) => {
    expect(() => worstValue(text, { atMost: 3 })).toThrow(/no data|not a finite|neither a scalar/);
  });
});
