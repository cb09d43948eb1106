import type { Command } from 'commander';
import { defaultBackoffMs } from '../../rollout/drive.ts';
import { readJournal } from '../../rollout/journal.ts';
import { isLocked } from '../../rollout/lock.ts';
import { rolloutStatus, type RolloutStatus } from '../../rollout/rollout-status.ts';
import { tracksOf } from '../../rollout/tracks.ts';
import { askPlanGate } from './ask-plan-gate.ts';
import { exitCodes, refusedExitCode } from '../exit-codes.ts';
import { refuseOrThrow } from '../refuse.ts';
import { openPlan, type RolloutOptions } from './open-rollout.ts';
import { statusTable } from './status-table.ts';

interface StatusOptions extends RolloutOptions {
  readonly json?: true;
}

const verdicts = { complete: 'pass', stopped: 'fail', 'in progress': 'inconclusive' } as const;

export function defineStatus(command: Command): void {
  command
    .option('--json', 'the same as JSON')
    .action((_, command: Command) => status(command.optsWithGlobals<StatusOptions>()));
}

async function status({ plan: file, json }: StatusOptions): Promise<void> {
  const opened = openPlan(file);
  if (opened === null) return;
  const { plan } = opened;
  try {
    const { entries } = readJournal(plan.journal, plan.rollout);
    const gates = new Map(
      await Promise.all(
        plan.environments.map(async (one) => [one.name, await askPlanGate(one)] as const),
      ),
    );
    // Another process holds the lock: steps that have begun are running.
    const running = new Set(
      isLocked(plan.journal) ? entries.flatMap((entry) => ('id' in entry ? [entry.id] : [])) : [],
    );
    const tracks = tracksOf(plan, entries, running);
    const now = new Date();
    report(rolloutStatus({ plan, tracks, gates, now, backoffMs: defaultBackoffMs }), json === true);
  } catch (error) {
    refuseOrThrow(error, refusedExitCode);
  }
}

function report(status: RolloutStatus, isJson: boolean): void {
  process.stdout.write(isJson ? `${JSON.stringify(status, null, 2)}\n` : statusTable(status));
  process.exitCode = exitCodes[verdicts[status.state]];
}
