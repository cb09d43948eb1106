import { expect, it } from 'vitest';
import { verdictOn } from '../../src/cli/replay-verdict.ts';

const verdicts = ['pass', 'fail', 'inconclusive'] as const;

it('a replay does not pass if nobody knows what was not read, and fails as it would', () => {
  const all = { mayMissMore: false };
  expect(verdicts.map((one) => verdictOn(all, one))).toEqual(verdicts);
  const some = { mayMissMore: true };
  const read = verdicts.map((one) => verdictOn(some, one));
  expect(read).toEqual(['inconclusive', 'fail', 'inconclusive']);
});
