import type { Command } from 'commander';
import { addConfigOptions, givenFlags } from './config-options.ts';
import { serve } from './serve.ts';

interface HubOptions extends Readonly<Record<string, unknown>> {
  readonly config?: string;
}

export function defineHub(command: Command): void {
  command.option('--config <FILE>', 'a YAML file; flags win over it').action(hub);
  addConfigOptions(command);
}

async function hub(options: HubOptions): Promise<void> {
  await serve({ file: options.config, flags: givenFlags(options), role: 'hub' }, async () => {
    const { startHub } = await import('../process/start-hub.ts');
    return startHub;
  });
}
