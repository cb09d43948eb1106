import type { Command } from 'commander';
import { addConfigOptions, givenFlags } from './config-options.ts';
import { serve } from './serve.ts';

interface RunOptions extends Readonly<Record<string, unknown>> {
  readonly config?: string;
}

export function defineRun(command: Command): void {
  command.option('--config <FILE>', 'a YAML file; flags win over it').action(run);
  addConfigOptions(command);
}

async function run(options: RunOptions): Promise<void> {
  await serve({ file: options.config, flags: givenFlags(options) }, async () => {
    const { startProcess } = await import('../process/start.ts');
    return startProcess;
  });
}
