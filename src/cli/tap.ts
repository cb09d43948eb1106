import type { Command } from 'commander';
import { loadConfig } from '../config/load.ts';
import { reportFaults } from './report-faults.ts';
import { startFaultWords } from './start-fault-words.ts';

export function addTapCommand(program: Command): void {
  program
    .command('tap')
    .description('serve, and publish exchanges to the hubs of a fleet, until SIGTERM')
    .requiredOption('--config <FILE>', 'the YAML file')
    .action(tap);
}

async function tap({ config: file }: { readonly config: string }): Promise<void> {
  const origin = { file, role: 'tap' } as const;
  const { config, settings, faults, files } = loadConfig(origin);
  if (faults !== null) {
    reportFaults(faults);
    return;
  }
  // Imported when needed, as in run.
  const { createLoader } = await import('../process/load-in-worker.ts');
  const { startTap } = await import('../process/start-tap.ts');
  const { handleSignals, ignoreHangups } = await import('../process/shutdown.ts');
  ignoreHangups();
  try {
    const running = await startTap(config, {
      settings,
      source: { files, load: createLoader(origin) },
    });
    handleSignals(running);
    await running.closed;
  } catch (error) {
    const words = startFaultWords(error);
    if (words === null) throw error;
    process.stderr.write(`parallax: ${words}\n`);
    process.exitCode = 1;
  }
}
