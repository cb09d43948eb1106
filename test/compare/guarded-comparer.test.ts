import { describe, expect, it } from 'vitest';
import type { PairComparer } from '../../src/compare/compare-pair.ts';
import { guardComparer } from '../../src/compare/guarded-comparer.ts';
import type { Comparison } from '../../src/vocabulary/comparison.ts';
import { memoryLog } from '../support/memory-log.ts';
import { answered, comparerFor, pairOf } from './pair-fixture.ts';

const pair = pairOf({ body: '{"a":"hunter2"}' }, { body: '{"a":1}' });

/** No body is known to make comparing throw; should one do so, its error may quote it. */
const failing: PairComparer = {
  ...comparerFor(),
  compare: () => JSON.parse('{"a":"hunter2"') as never,
};

function withoutSpecimen(_: unknown, comparison: Comparison): Comparison {
  return comparison;
}

describe('a pair whose comparison throws an exception', () => {
  it('is counted as not compared, and never as a match', () => {
    const { log } = memoryLog();
    expect(guardComparer(failing, withoutSpecimen, log)(pair)).toMatchObject({
      outcome: 'skipped',
      reason: 'comparison_failed',
      route: 'GET /api/keys/{id}',
    });
  });

  it('is logged once for many pairs, with the place in the code and nothing of the body', () => {
    const { log, lines } = memoryLog();
    const compare = guardComparer(failing, withoutSpecimen, log);
    for (let i = 0; i < 100; i += 1) compare(pair);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      error: 'SyntaxError',
      at: expect.stringContaining('JSON.parse'),
    });
    expect(JSON.stringify(lines)).not.toContain('hunter2');
  });
});

describe("a pair whose comparison throws an exception because of the secondary's answer", () => {
  const comparer = comparerFor();
  const fussy: PairComparer = {
    ...comparer,
    compare: (pair) => (pair.secondary === null ? comparer : failing).compare(pair),
  };

  it("is compared without the secondary's answer", () => {
    const { log } = memoryLog();
    const withSecondary = { ...pair, secondary: answered({ body: '{"a":2}' }) };
    expect(guardComparer(fussy, withoutSpecimen, log)(withSecondary)).toMatchObject({
      outcome: 'mismatch',
      secondary: null,
    });
  });
});

describe('a comparison whose specimen cannot be built', () => {
  it('is valid without the specimen', () => {
    const { log, lines } = memoryLog();
    const compare = guardComparer(comparerFor(), () => JSON.parse('{"a":"hunter2"') as never, log);
    expect(compare(pair)).toMatchObject({ outcome: 'mismatch', specimen: null });
    expect(lines).toMatchObject([{ error: 'SyntaxError' }]);
    expect(JSON.stringify(lines)).not.toContain('hunter2');
  });
});
