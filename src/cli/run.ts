import type { Command } from 'commander';
import { type LoadedConfig, loadConfig } from '../config/load.ts';
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
  const load = (): LoadedConfig => loadConfig({ file: options.config, flags: givenFlags(options) });
  const { config, settings, faults } = load();
  if (faults !== null) {
    reportFaults(faults);
    return;
  }
  // Imported when needed: the other commands start in a third of the time.
  const { startProcess } = await import('../process/start.ts');
  const { handleSignals, ignoreHangups } = await import('../process/shutdown.ts');
  ignoreHangups();
  try {
    const running = await startProcess(config, {
      settings,
      ...(options.config !== undefined && { source: { load } }),
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
