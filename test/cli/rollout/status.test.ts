import { mkdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { rolloutUnderTest } from '../../rollout/rollout-under-test.ts';
import { command } from '../command-in-process.ts';

it('parallax rollout status refuses a journal that it may not read', async () => {
  using rollout = rolloutUnderTest([{ name: 'canary', tier: 'canary' }]);
  mkdirSync(rollout.journalFile);
  const ended = await command(['rollout', 'status', '--plan', rollout.planFile]);
  expect(ended.exitCode).toBe(3);
  expect(ended.stderr).toContain('EISDIR');
});
