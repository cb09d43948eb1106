import { expect, it } from 'vitest';
import { untilCounted } from '../../src/process/until-counted.ts';

it('a count that the control plane does not give now is waited for, and all exchanges are counted', async () => {
  const played = { delivered: 5, notCounted: 0 };
  const answers = [null, 3, null, 5];
  await untilCounted({
    played,
    counted: async () => answers.shift() ?? null,
    isBusy: () => false,
    isStopped: () => false,
  });
  expect(answers).toEqual([]);
  expect(played.notCounted).toBe(0);
});
