import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { playRollout } from './play/play-rollout.ts';

const { soakSeconds } = new Command('demo:rollout')
  .description('Plays a rollout by tiers: a canary with bugs, then the fixed build.')
  .option('--soak-seconds <number>', 'how long each environment is watched', Number, 20)
  .parse()
  .opts<{ soakSeconds: number }>();

const interruptedExitCode = 130;
const directory = mkdtempSync(join(tmpdir(), 'parallax-rollout-'));
process.on('exit', () => rmSync(directory, { recursive: true, force: true }));

const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    if (stop.signal.aborted) process.exit(interruptedExitCode);
    stop.abort();
  });
}

try {
  await playRollout({ directory, soakSeconds, signal: stop.signal });
} catch (error) {
  process.exitCode = stop.signal.aborted ? interruptedExitCode : 1;
  if (!stop.signal.aborted) console.error(error instanceof Error ? error.message : error);
}
