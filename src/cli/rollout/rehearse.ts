import type { Command } from 'commander';
import { defaultBackoffMs } from '../../rollout/drive.ts';
import { formatRoughDuration } from '../../vocabulary/format.ts';
import { rehearse } from '../../rollout/rehearse.ts';
import { askPlanGate } from './ask-plan-gate.ts';
import { exitCodes } from '../exit-codes.ts';
import { refuse } from '../refuse.ts';
import { openPlan, plannedEnvironment, type RolloutOptions, withActor } from './open-rollout.ts';

interface RehearseOptions extends RolloutOptions {
  readonly why: string;
}

export function defineRehearse(command: Command): void {
  command
    .argument('<ENV>', 'an environment of the first tier in which the candidate answers')
    .option('--why <TEXT>', 'the reason, for the journal', 'rehearsal of the rollback')
    .action((name: string, _, command: Command) =>
      rehearseOne(name, command.optsWithGlobals<RehearseOptions>()),
    );
}

async function rehearseOne(name: string, options: RehearseOptions): Promise<void> {
  const opened = openPlan(options.plan);
  if (opened === null) return;
  const environment = plannedEnvironment(opened.plan, name);
  if (environment === null) return;
  await withActor(opened, options, 'rehearse', async (actor) => {
    const gate = await askPlanGate(environment);
    const { why } = options;
    const { value: rehearsal, fault } = await rehearse(actor, environment, gate, {
      why,
      backoffMs: defaultBackoffMs,
    });
    if (fault !== null) {
      refuse(fault.words, exitCodes[fault.isRefused ? 'inconclusive' : 'fail']);
      return;
    }
    const { rollbackMs, promoteMs } = rehearsal;
    process.stdout.write(
      `${name}: rolled back and verified in ${formatRoughDuration(rollbackMs)}, promoted again and verified in ${formatRoughDuration(promoteMs)}\n`,
    );
  });
}
