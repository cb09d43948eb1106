import { mkdirSync } from 'node:fs';
import { afterEach, expect, it, vi } from 'vitest';
import { createProgram } from '../../../src/cli/program.ts';
import { rolloutUnderTest } from '../../rollout/rollout-under-test.ts';

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

it('parallax rollout status refuses a journal that the system does not let it read', async () => {
  using rollout = rolloutUnderTest([{ name: 'canary', tier: 'canary' }]);
  mkdirSync(rollout.journalFile);
  const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  await createProgram().parseAsync(['rollout', 'status', '--plan', rollout.planFile], {
    from: 'user',
  });
  expect(process.exitCode).toBe(3);
  expect(written.mock.calls.join('')).toContain('EISDIR');
});
