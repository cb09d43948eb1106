import { describe, expect, it } from 'vitest';
import { limitsOf, verdictOn } from '../../src/cli/replay-verdict.ts';

const verdicts = ['pass', 'fail', 'inconclusive'] as const;
const whole = { mayMissMore: false, notCounted: 0, changedStatuses: 5, delivered: 100 };

describe('a replay', () => {
  it('ends with the verdict of the gate if all was read, counted and asked as it was recorded', () => {
    const limits = limitsOf(whole);
    expect(verdicts.map((one) => verdictOn(limits, one))).toEqual(verdicts);
  });

  it.each([
    ['nobody knows what was not read', { mayMissMore: true }],
    ['a result did not arrive', { notCounted: 1 }],
    ['primary answers more than 5 % with another status', { changedStatuses: 6 }],
  ])('does not pass if %s, and fails as it would', (_, more) => {
    const limits = limitsOf({ ...whole, ...more });
    expect(limits).toHaveLength(1);
    const ended = verdicts.map((one) => verdictOn(limits, one));
    expect(ended).toEqual(['inconclusive', 'fail', 'inconclusive']);
  });
});
