import type { Command } from 'commander';
import { loadConfig } from '../config/load.ts';
import { addConfigOptions, givenFlags } from './config-options.ts';
import { reportFaults } from './report-faults.ts';
import { startFaultWords } from './start-fault-words.ts';

interface HubOptions extends Readonly<Record<string, unknown>> {
  readonly config?: string;
}

export function addHubCommand(program: Command): void {
  const command = program
    .command('hub')
    .description('mirror and compare what the taps of a fleet publish, until SIGTERM')
    .option('--config <FILE>', 'a YAML file; flags win over it')
    .action(run);
  addConfigOptions(command);
}

async function run(options: HubOptions): Promise<void> {
  const origin = { file: options.config, flags: givenFlags(options), role: 'hub' as const };
  const { config, settings, faults, files } = loadConfig(origin);
  if (faults !== null) {
    reportFaults(faults);
    return;
  }
  // Imported when needed: the other commands start in a third of the time.
  const { createLoader } = await import('../process/load-in-worker.ts');
  const { startHub } = await import('../process/start-hub.ts');
  const { exitOnSignals, handleSignals, ignoreHangups } = await import('../process/shutdown.ts');
  ignoreHangups();
  const waitNoMore = exitOnSignals();
  try {
    const running = await startHub(config, {
      settings,
      ...(options.config !== undefined && {
        source: { files, load: createLoader(origin) },
      }),
    });
    waitNoMore();
    handleSignals(running);
    await running.closed;
  } catch (error) {
    const words = startFaultWords(error);
    if (words === null) throw error;
    process.stderr.write(`parallax: ${words}\n`);
    process.exitCode = 1;
  }
}
