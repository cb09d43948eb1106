import { Option, type Command } from 'commander';
import type { Actor } from '../../rollout/actor.ts';
import { drive } from '../../rollout/drive.ts';
import { parseDuration } from '../duration.ts';
import { askPlanGate } from './ask-plan-gate.ts';
import { exitCodes, usageExitCode } from '../exit-codes.ts';
import { refuse } from '../refuse.ts';
import { openPlan, type RolloutOptions, withActor } from './open-rollout.ts';

interface AdvanceOptions extends RolloutOptions {
  /** `true` without a duration. */
  readonly wait?: number | true;
  readonly resume?: true;
  readonly why?: string;
}

export function defineAdvance(command: Command): void {
  command
    .addOption(
      new Option(
        '--wait [DURATION]',
        'go on until the rollout is complete or stopped, at most this long: 90s, 10m, 36h, 8d',
      ).argParser(parseDuration),
    )
    .option('--resume', 'go on with a rollout that is stopped; needs --why')
    .option('--why <TEXT>', 'why it may go on, for the journal')
    .action((_, command: Command) => advance(command.optsWithGlobals<AdvanceOptions>()));
}

async function advance(options: AdvanceOptions): Promise<void> {
  const { wait, resume = false, why = '' } = options;
  if (resume && why === '') {
    refuse('--resume needs --why TEXT', usageExitCode);
    return;
  }
  const opened = openPlan(options.plan);
  if (opened === null) return;
  await withActor(opened, options, 'advance', async (actor) => {
    if (resume) resumeAll(actor, why);
    const { verdict, reasons } = await drive(actor, {
      askGate: askPlanGate,
      mode: wait === undefined ? 'once' : 'wait',
      ...(typeof wait === 'number' && { waitMs: wait }),
    });
    process.stdout.write(`${[verdict, ...reasons].join('\n')}\n`);
    process.exitCode = exitCodes[verdict];
  });
}

/** A rolled back environment waits for its turn again, and a held one continues its soak. */
function resumeAll(actor: Actor, why: string): void {
  for (const environment of actor.options.plan.environments) {
    const { kind } = actor.trackOf(environment);
    if (kind !== 'rolledBack' && kind !== 'held' && kind !== 'failed') continue;
    actor.decide(environment, { event: 'resumed', why });
  }
}
