import { expect, it } from 'vitest';
import { startTicksOf } from '../../src/rollout/process-group.ts';
import { runCommand } from '../../src/rollout/run-command.ts';
import { until } from '../support/until.ts';

it('a command is ended if its start cannot be recorded', async () => {
  let pid = 0;
  const run = runCommand({
    command: ['sleep', '60'],
    folder: '/',
    variables: {},
    timeoutMs: 60_000,
    signal: new AbortController().signal,
    onStarted(started) {
      pid = started;
      throw new Error('the disk is full');
    },
  });
  await expect(run).rejects.toThrow('the disk is full');
  await until(() => startTicksOf(pid) === null);
});
