import type { Track, TrackKind } from './environment-track.ts';
import type { GateView } from './gate-view.ts';
import type { Entry } from './journal-entry.ts';
import { nextSteps } from './next-steps.ts';
import type { Situation } from './situation.ts';

export interface EnvironmentStatus {
  readonly environment: string;
  readonly tier: string;
  readonly state: TrackKind;
  /** ISO 8601; null if nothing was done yet. */
  readonly since: string | null;
  /** Who took the last step, and why. */
  readonly who: string | null;
  readonly why: string | null;
  readonly soakEndsAt: string | null;
  readonly gate: GateView | null;
  readonly rehearsal: Pick<Entry<'rehearsed'>, 'at' | 'who' | 'rollbackMs' | 'promoteMs'> | null;
  /** The next step, or what it waits for. */
  readonly next: string | null;
}

/** The progress of a rollout. */
export interface RolloutStatus {
  readonly rollout: string;
  readonly version: string | null;
  readonly state: 'complete' | 'stopped' | 'in progress';
  /** Why it is stopped. */
  readonly stopped: string | null;
  /** In the order of the tiers. */
  readonly environments: readonly EnvironmentStatus[];
}

export function rolloutStatus(situation: Situation): RolloutStatus {
  const { plan, tracks, gates } = situation;
  const { steps, waits, stopped, isComplete } = nextSteps(situation);
  const environments = plan.environments
    .toSorted((a, b) => plan.tiers.indexOf(a.tier) - plan.tiers.indexOf(b.tier))
    .flatMap(({ name, tier, soakHours }): EnvironmentStatus[] => {
      const track = tracks.get(name);
      if (track === undefined) return [];
      const step = steps.find(({ environment }) => environment.name === name);
      const wait = waits.find(({ environment }) => environment === name);
      return [
        {
          environment: name,
          tier,
          state: track.kind,
          since: timeOf(track.since),
          who: track.who,
          why: track.why,
          soakEndsAt: timeOf(soakEnd(track, soakHours)),
          gate: gates.get(name) ?? null,
          rehearsal: rehearsalOf(track),
          next: step === undefined ? (wait?.why ?? null) : `${step.do}: ${step.why}`,
        },
      ];
    });
  return {
    rollout: plan.rollout,
    version: plan.version ?? null,
    state: stopped !== null ? 'stopped' : isComplete ? 'complete' : 'in progress',
    stopped,
    environments,
  };
}

function soakEnd({ kind, promotedAt }: Track, soakHours: number): number {
  return kind === 'soaking' && promotedAt !== null ? promotedAt + soakHours * 3_600_000 : 0;
}

function timeOf(at: number): string | null {
  return at === 0 ? null : new Date(at).toISOString();
}

function rehearsalOf({ rehearsal }: Track): EnvironmentStatus['rehearsal'] {
  if (rehearsal === null) return null;
  const { at, who, rollbackMs, promoteMs } = rehearsal;
  return { at, who, rollbackMs, promoteMs };
}
