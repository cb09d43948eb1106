import { type Command, Option } from 'commander';
import { addAdvanceCommand } from './advance.ts';
import { endsWith, usageExitCode } from '../exit-codes.ts';
import { addRehearseCommand } from './rehearse.ts';
import { addRollbackCommand } from './rollback.ts';
import { addStatusCommand } from './status.ts';
import { defaultWho } from './who.ts';

const exitCodesHelp =
  '\nExits with 0 when all is well: a step was taken, or every environment has passed; 1 when the rollout is\n' +
  'stopped; 2 when it waits; 3 when the journal is broken or in use; and 64 when the command line or the\n' +
  'plan is at fault.';

/** `parallax rollout`: leads environments through tiers by their gates. */
export function addRolloutCommand(program: Command): void {
  const rollout = program
    .command('rollout')
    .description('promote environments tier by tier')
    .helpCommand(false)
    .option('--plan <FILE>', 'the YAML file with the environments', 'rollout.yaml')
    .addOption(
      new Option('--who <NAME>', 'who does it, for the journal').default(
        defaultWho(process.env),
        'who runs the CI job, or the user',
      ),
    )
    .addHelpText('after', exitCodesHelp)
    .exitOverride(endsWith(usageExitCode));
  addStatusCommand(rollout);
  addAdvanceCommand(rollout);
  addRollbackCommand(rollout);
  addRehearseCommand(rollout);
}
