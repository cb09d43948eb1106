import { setTimeout as pause } from 'node:timers/promises';
import { type Actor, createActor } from '../../rollout/actor.ts';
import type { JournalEntry } from '../../rollout/journal-entry.ts';
import { openJournal } from '../../rollout/journal.ts';
import { loadPlan } from '../../rollout/load-plan.ts';
import { askToEnd, type Holder, takeLock, type TakenLock } from '../../rollout/lock.ts';
import type { Plan, PlannedEnvironment } from '../../rollout/plan-schema.ts';
import { forgottenEnvironments } from '../../rollout/tracks.ts';
import { reportFaults } from '../report-faults.ts';
import { exitCodes, refusedExitCode, usageExitCode } from '../exit-codes.ts';
import { refuse, refuseOrThrow } from '../refuse.ts';
import { outputRedaction } from './output-redaction.ts';
import { stopSignals } from './stop-signals.ts';

export interface RolloutOptions {
  readonly plan: string;
  readonly who: string;
}

export interface OpenedPlan {
  readonly plan: Plan;
  readonly folder: string;
  readonly secrets: readonly string[];
}

/** The plan; null if it has faults, which are reported then. */
export function openPlan(file: string): OpenedPlan | null {
  const loaded = loadPlan(file);
  if (loaded.faults === null) return loaded;
  reportFaults(loaded.faults);
  return null;
}

/** The environment of that name; null if the plan has none, which is reported then. */
export function plannedEnvironment(
  { environments }: Plan,
  name: string,
): PlannedEnvironment | null {
  const found = environments.find((one) => one.name === name);
  if (found !== undefined) return found;
  const names = environments.map((one) => one.name).join(', ');
  refuse(`there is no environment ${name} in the plan: write one of ${names}`, usageExitCode);
  return null;
}

/**
 * Runs a function that needs the journal, with its lock. Reports an unavailable lock or a broken journal, and
 * sets the exit code. Does the same for a rollback that the journal lacks at the end.
 *
 * @param command the name of the command: a `rollback` ends the process that has the lock, and waits for it
 */
export async function withActor(
  { plan, folder, secrets }: OpenedPlan,
  { who }: RolloutOptions,
  command: string,
  act: (actor: Actor) => Promise<void>,
): Promise<void> {
  let isRollbackLacking = false;
  try {
    const { value: lock, fault } = await lockFor(plan.journal, who, command);
    if (fault !== null) {
      refuse(`the journal is in use by ${holderWords(fault.holder)}`, refusedExitCode);
      return;
    }
    using _ = lock;
    using stop = stopSignals();
    const journal = openJournal(plan.journal, plan.rollout, log);
    try {
      const redact = outputRedaction(plan, secrets);
      const { signal, hardSignal } = stop;
      const actor = createActor({ plan, folder, journal, who, redact, log, signal, hardSignal });
      const forgotten = forgottenEnvironments(plan, actor.tracks());
      if (forgotten.length === 0) return await act(actor);
      const names = forgotten.join(', ');
      const words = `according to the journal, the candidate may answer in ${names}, which the plan does not have`;
      refuse(`${words}: add it again, and roll it back first`, usageExitCode);
    } finally {
      isRollbackLacking = journal.unwritten().some(isOfRollback);
      journal.close();
    }
  } catch (error) {
    refuseOrThrow(error, refusedExitCode);
  }
  if (isRollbackLacking) {
    refuse('the journal lacks this rollback: run it again before advance', exitCodes.fail);
  }
}

function isOfRollback(entry: JournalEntry): boolean {
  return 'expect' in entry && entry.expect === 'primary';
}

/** The progress, on standard error: standard output has only the result. */
function log(sentence: string): void {
  process.stderr.write(`${new Date().toISOString()} ${sentence}\n`);
}

/** Longer than an interrupted command or a rollback takes in most plans. */
const takeOverMs = 300_000;
const lookAgainMs = 100;

async function lockFor(journal: string, who: string, command: string): Promise<TakenLock> {
  let taken = takeLock(journal, who, command);
  if (command !== 'rollback' || taken.fault === null) return taken;
  const deadline = performance.now() + takeOverMs;
  const { holder } = taken.fault;
  if (holder !== null && holder.command !== 'rollback' && askToEnd(holder)) {
    log(`ends ${holderWords(holder)} first`);
  } else {
    log(`waits for ${holderWords(holder)}`);
  }
  while (taken.fault !== null && performance.now() < deadline) {
    await pause(lookAgainMs);
    taken = takeLock(journal, who, command);
  }
  return taken;
}

function holderWords(holder: Holder | null): string {
  if (holder === null) return 'another process';
  const { command, who, host, pid, at } = holder;
  return `${command} of ${who} (process ${pid} on ${host}, since ${at})`;
}
