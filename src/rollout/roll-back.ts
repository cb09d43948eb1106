import { setTimeout as pause } from 'node:timers/promises';
import type { Actor } from './actor.ts';
import { nextSteps } from './next-steps.ts';
import type { PlannedEnvironment } from './plan-schema.ts';
import { takeStep } from './take-step.ts';
import { mayAnswer } from './tracks.ts';

/**
 * Rolls environments back in parallel, whatever their state, and verifies primary in each. Retries until it
 * succeeds, or is aborted, and repeats the rollback after a promotion that could not be ended.
 *
 * @returns the environments in which primary was not verified
 */
export async function rollBack(
  actor: Actor,
  environments: readonly PlannedEnvironment[],
  why: string,
  backoffMs: number,
): Promise<readonly PlannedEnvironment[]> {
  const done = await Promise.all(
    environments.map(async (environment) => {
      await takeStep(actor, { do: 'rollback', environment, why, gate: null, isRehearsal: false });
      await finish(actor, environment, backoffMs);
      return actor.trackOf(environment).kind === 'rolledBack';
    }),
  );
  return environments.filter((_, index) => done[index] !== true);
}

/** The environments in which the candidate may answer, those of the last tier first. */
export function touchedEnvironments(actor: Actor): readonly PlannedEnvironment[] {
  const { tiers, environments } = actor.options.plan;
  const tracks = actor.tracks();
  return environments
    .filter(({ name }) => {
      const track = tracks.get(name);
      return track !== undefined && mayAnswer(track);
    })
    .toSorted((a, b) => tiers.indexOf(b.tier) - tiers.indexOf(a.tier));
}

/** Takes all steps of one environment that follow from earlier ones. */
export async function finish(
  actor: Actor,
  environment: PlannedEnvironment,
  backoffMs: number,
): Promise<void> {
  const { plan, signal, hardSignal } = actor.options;
  for (;;) {
    const tracks = actor.tracks();
    const next = nextSteps({ plan, tracks, gates: new Map(), now: actor.now(), backoffMs });
    const step = next.steps.find((one) => one.environment.name === environment.name);
    const track = actor.trackOf(environment);
    if (hardSignal.aborted || (signal.aborted && track.failedRollbacks > 0)) return;
    // It would be ended again and again: the next run verifies the candidate.
    if (signal.aborted && step?.do === 'verify' && step.expect === 'candidate') return;
    if (step !== undefined) {
      await takeStep(actor, step);
    } else if (track.kind === 'rollingBack' && !signal.aborted) {
      await pause(Math.min(backoffMs, 100), undefined, { signal }).catch(() => {});
    } else {
      return;
    }
  }
}
