import { describe, expect, it } from 'vitest';
import { queriesCriterion } from '../../../src/control/gate/queries-criterion.ts';
import { queryPolicy } from '../../../src/control/gate/query-policy.ts';
import { addValue, sumsAt } from '../../../src/vocabulary/side-sums.ts';
import { type Watched, watchedKey } from '../../../src/vocabulary/watched.ts';
import { queryName } from '../../../src/vocabulary/watched-query.ts';

const lengthMs = 60_000;
const query = queryPolicy({
  name: 'errors',
  query: 'vector(1)',
  atMost: 2,
  atLeast: undefined,
  of: 'candidate',
});
const policy = { lengthMs, everyMs: 20_000, all: [query] };

/** Judges three evaluations a block with these values, `laterMs` after the last block. */
function judged(values: readonly number[], laterMs = 0, key = query.key) {
  const watched: Watched = new Map();
  for (const [at, value] of values.entries()) {
    const block = { lengthMs, index: Math.floor(at / 3) };
    const add = (series: 'value' | 'breach', sum: number): void => {
      const name = queryName(series, key);
      addValue(sumsAt(watched, watchedKey({ kind: 'query', name, block })).candidate, sum);
    };
    add('value', value);
    add('breach', value > 2 ? 1 : 0);
  }
  const blocks = Math.ceil(values.length / 3);
  return queriesCriterion(watched, policy, blocks * lengthMs + laterMs);
}

describe('the criterion queries', () => {
  it('passes values within the bound', () => {
    expect(judged([1, 1, 1, 2, 2, 2])).toMatchObject({
      result: 'pass',
      reason: 'errors: it is 2, at most 2; 0 of 6 evaluations were out of bounds.',
    });
  });

  it('waits while one of the latest values is out of bounds', () => {
    expect(judged([1, 1, 1, 1, 3, 1]).result).toBe('inconclusive');
  });

  it('passes some blocks after a single value out of bounds', () => {
    expect(judged([1, 3, 1, 1, 1, 1, 1, 1, 1]).result).toBe('pass');
  });

  it('waits for enough evaluations', () => {
    expect(judged([1, 1, 1]).result).toBe('inconclusive');
  });

  it('waits if there are no recent values', () => {
    const { result, reason } = judged([1, 1, 1, 1], 3 * lengthMs);
    expect([result, reason]).toEqual(['inconclusive', 'errors: there has been no data for 3 min.']);
  });

  it('does not count values under another bound', () => {
    expect(judged([1, 1, 1, 1], 0, 'errors 00000000')).toMatchObject({
      result: 'inconclusive',
      reason: 'errors: there is no data yet.',
    });
  });
});
