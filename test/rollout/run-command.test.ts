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

it('a command that has ended within its limit is no timeout, also if this process was stalled until after it', async () => {
  let pid = 0;
  const run = runCommand({
    command: ['true'],
    folder: '/',
    variables: {},
    timeoutMs: 1,
    signal: new AbortController().signal,
    onStarted: (started) => void (pid = started),
  });
  const lateAt = performance.now() + 2;
  while (startTicksOf(pid) !== null || performance.now() < lateAt);
  expect(await run).toMatchObject({ outcome: 'ok', exitCode: 0 });
});
