import { type Command, Option } from 'commander';
import { addLazyCommands, type LazyCommand } from '../lazy-commands.ts';
import { defaultWho } from './who.ts';

const exitCodesHelp =
  '\nExits with 0 when a step was taken or every environment has passed; 1 when the rollout is\n' +
  'stopped; 2 when it waits; 3 when the journal is broken or in use; and 64 when the command line or the\n' +
  'plan is wrong.';

const commands: readonly LazyCommand[] = [
  {
    name: 'status',
    summary: 'show each environment, its gate, and what comes next',
    load: async () => (await import('./status.ts')).defineStatus,
  },
  {
    name: 'advance',
    summary: 'take the steps that are possible now',
    load: async () => (await import('./advance.ts')).defineAdvance,
  },
  {
    name: 'rollback',
    summary: 'let primary answer again, verify it, and stop the rollout',
    load: async () => (await import('./rollback.ts')).defineRollback,
  },
  {
    name: 'rehearse',
    summary: 'roll back and promote again, verify and time both',
    load: async () => (await import('./rehearse.ts')).defineRehearse,
  },
];

/** `parallax rollout`: promotes environments tier by tier, by their gates. */
export function defineRollout(command: Command): void {
  command
    .helpCommand(false)
    .option('--plan <FILE>', 'the YAML file with the environments', 'rollout.yaml')
    .addOption(
      new Option('--who <NAME>', 'who does it, for the journal').default(
        defaultWho(process.env),
        'who runs the CI job, or the user',
      ),
    )
    .addHelpText('after', exitCodesHelp);
  addLazyCommands(command, commands);
}
