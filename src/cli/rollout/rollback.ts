import type { Command } from 'commander';
import { defaultBackoffMs } from '../../rollout/drive.ts';
import { rollBack, touchedEnvironments } from '../../rollout/roll-back.ts';
import { exitCodes, usageExitCode } from '../exit-codes.ts';
import { refuse } from '../refuse.ts';
import { openPlan, plannedEnvironment, type RolloutOptions, withActor } from './open-rollout.ts';

interface RollbackOptions extends RolloutOptions {
  readonly all?: true;
  readonly why: string;
}

export function defineRollback(command: Command): void {
  command
    .argument('[ENV]', 'the environment')
    .option('--all', 'in each environment where the candidate may answer')
    .option('--why <TEXT>', 'the reason, for the journal', 'a person asked for it')
    .action((name: string | undefined, _, command: Command) =>
      rollback(name, command.optsWithGlobals<RollbackOptions>()),
    );
}

async function rollback(name: string | undefined, options: RollbackOptions): Promise<void> {
  if ((name === undefined) === (options.all === undefined)) {
    refuse('write either the name of an environment or --all', usageExitCode);
    return;
  }
  const opened = openPlan(options.plan);
  if (opened === null) return;
  const named = name === undefined ? null : plannedEnvironment(opened.plan, name);
  if (name !== undefined && named === null) return;
  await withActor(opened, options, 'rollback', async (actor) => {
    const environments = named === null ? touchedEnvironments(actor) : [named];
    const failed = await rollBack(actor, environments, options.why, defaultBackoffMs);
    const lines = environments.map((environment) => {
      const isFailed = failed.includes(environment);
      return `${environment.name}: ${isFailed ? 'ROLLBACK FAILED: primary may not answer' : 'primary answers'}`;
    });
    process.stdout.write(
      `${lines.length === 0 ? 'the candidate answers nowhere' : lines.join('\n')}\n`,
    );
    process.exitCode = exitCodes[failed.length === 0 ? 'pass' : 'fail'];
  });
}
