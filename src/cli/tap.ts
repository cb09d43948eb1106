import type { Command } from 'commander';
import { serve } from './serve.ts';

export function defineTap(command: Command): void {
  command.requiredOption('--config <FILE>', 'the YAML file').action(tap);
}

async function tap({ config: file }: { readonly config: string }): Promise<void> {
  await serve({ file, role: 'tap' }, async () => {
    const { startTap } = await import('../process/start-tap.ts');
    return startTap;
  });
}
