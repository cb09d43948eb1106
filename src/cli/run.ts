import type { Command } from 'commander';
import { loadConfig } from '../config/load.ts';
import { addConfigOptions, givenFlags } from './config-options.ts';
import { reportFaults } from './report-faults.ts';
import { startFaultWords } from './start-fault-words.ts';

interface RunOptions extends Readonly<Record<string, unknown>> {
  readonly config?: string;
}

export function addRunCommand(program: Command): void {
  const command = program
    .command('run')
    .description('serve, mirror and compare, until SIGTERM')
    .option('--config <FILE>', 'a YAML file; flags win over it')
    .action(run);
  addConfigOptions(command);
}

async function run(options: RunOptions): Promise<void> {
  const origin = { file: options.config, flags: givenFlags(options) };
  const { config, settings, faults, files } = loadConfig(origin);
  if (faults !== null) {
    reportFaults(faults);
    return;
  }
  // Imported when needed: the other commands start in a third of the time.
  const { createLoader } = await import('../process/load-in-worker.ts');
  const { startProcess } = await import('../process/start.ts');
  const { handleSignals, ignoreHangups } = await import('../process/shutdown.ts');
  ignoreHangups();
  try {
    const running = await startProcess(config, {
      settings,
      ...(options.config !== undefined && {
        source: { files, load: createLoader(origin) },
      }),
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
