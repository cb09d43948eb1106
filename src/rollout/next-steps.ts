import type { Track } from './environment-track.ts';
import { gateWords, type GateView, isFailCleared, isNewFail, isRead } from './gate-view.ts';
import type { Answering } from './journal-entry.ts';
import type { PlannedEnvironment } from './plan-schema.ts';
import type { Refusal, Situation } from './situation.ts';
import { startRefusal } from './start-refusal.ts';
import { formatRoughDuration } from '../vocabulary/format.ts';
import { stopReason } from './stop-reason.ts';
import { isInFlight } from './tracks.ts';

export type Step = {
  readonly environment: PlannedEnvironment;
  readonly why: string;
  readonly gate: GateView | null;
} & (
  | { readonly do: 'promote' }
  | { readonly do: 'rollback'; readonly isRehearsal: boolean }
  | { readonly do: 'verify'; readonly expect: Answering }
  | { readonly do: 'pass' }
  | { readonly do: 'hold' }
  | { readonly do: 'clear' }
);

/** Why an environment stays as it is. */
interface Wait extends Refusal {
  readonly environment: string;
}

export interface NextSteps {
  /** At most one for each environment; they are independent of each other. */
  readonly steps: readonly Step[];
  readonly waits: readonly Wait[];
  /** Why nothing is promoted any more; null while the rollout continues. */
  readonly stopped: string | null;
  /** Whether every environment has passed, and its gate gave a verdict. */
  readonly isComplete: boolean;
}

const backoffMsMax = 60_000;
const notAsked = 'its gate was not read';

/** The next steps. Pure: equal situations have equal steps. */
export function nextSteps(situation: Situation): NextSteps {
  const { plan, tracks } = situation;
  const stopped = stopReason(situation);
  const steps: Step[] = [];
  const waits: Wait[] = [];
  let inFlight = [...tracks.values()].filter(isInFlight).length;
  for (const environment of plan.environments) {
    const track = tracks.get(environment.name);
    if (track === undefined) continue;
    const next =
      track.kind === 'waiting'
        ? promotion(environment, situation, stopped, inFlight)
        : follow(environment, track, situation);
    if (next === null) continue;
    if ('do' in next) steps.push(next);
    else waits.push({ ...next, environment: environment.name });
    if ('do' in next && next.do === 'promote') inFlight += 1;
  }
  const isComplete = plan.environments.every(
    ({ name }) => tracks.get(name)?.kind === 'passed' && isRead(situation.gates.get(name)),
  );
  return { steps, waits, stopped, isComplete };
}

function promotion(
  environment: PlannedEnvironment,
  situation: Situation,
  stopped: string | null,
  inFlight: number,
): Step | Refusal {
  const gate = situation.gates.get(environment.name) ?? null;
  const refusal = startRefusal(environment, situation, stopped, inFlight);
  if (refusal !== null) return refusal;
  const why = `its turn in tier ${environment.tier}`;
  return { do: 'promote', environment, why, gate };
}

/** The next step of an environment that has been changed. */
function follow(
  environment: PlannedEnvironment,
  track: Track,
  situation: Situation,
): Step | Refusal | null {
  const gate = situation.gates.get(environment.name) ?? null;
  switch (track.kind) {
    case 'unknown':
      return { do: 'verify', environment, expect: expectOf(track), why: unknownWhy(track), gate };
    case 'promoted':
      return { do: 'verify', environment, expect: 'candidate', why: 'it was promoted', gate };
    case 'failing':
      return afterFault(environment, track.why ?? 'the promotion failed', gate);
    case 'rollingBack':
      return rollingBack(environment, track, situation);
    case 'soaking':
      return soaking(environment, track, situation);
    case 'passed':
      return passed(gate);
    case 'waiting':
    case 'promoting':
    case 'rolledBack':
    case 'held':
    case 'failed':
      return null;
  }
}

/** It has no next step, but a verdict is needed: without one, nothing is promoted. */
function passed(gate: GateView | null): Refusal | null {
  if (gate === null) return { why: notAsked, by: 'gate' };
  return isRead(gate) ? null : { why: gateWords(gate), by: 'unreachable' };
}

function expectOf({ unknown }: Track): Answering {
  const first = unknown?.step === 'rollback' ? 'primary' : 'candidate';
  if (unknown?.notAnswering.includes(first) !== true) return first;
  return first === 'primary' ? 'candidate' : 'primary';
}

function unknownWhy({ unknown }: Track): string {
  return `a ${unknown?.step === 'rollback' ? 'rollback' : 'promotion'} began and its end is not known`;
}

function afterFault(environment: PlannedEnvironment, why: string, gate: GateView | null): Step {
  return environment.onFail === 'hold'
    ? { do: 'hold', environment, why, gate }
    : { do: 'rollback', environment, why, gate, isRehearsal: false };
}

function rollingBack(
  environment: PlannedEnvironment,
  track: Track,
  { now, backoffMs }: Situation,
): Step | Refusal | null {
  if (track.open !== null) return null;
  const why = track.why ?? 'a rollback began';
  if (track.isRolledBackUnverified) {
    return { do: 'verify', environment, expect: 'primary', why: 'it was rolled back', gate: null };
  }
  if (waitsForPromotion(environment, track, now)) {
    return {
      why: 'primary answers, but a promotion may still run: then it is rolled back again',
      by: 'time',
    };
  }
  const { failedRollbacks, lastFailedAt } = track;
  const pauseMs = Math.min(backoffMs * 2 ** Math.max(0, failedRollbacks - 1), backoffMsMax);
  const waitedMs = now.getTime() - (lastFailedAt ?? -Infinity);
  // A clock that was set back must not delay it.
  if (waitedMs >= 0 && waitedMs < pauseMs) {
    return { why: `its rollback failed ${failedRollbacks} times; another try follows`, by: 'time' };
  }
  return {
    do: 'rollback',
    environment,
    why,
    gate: null,
    isRehearsal: track.beforeRehearsal !== null,
  };
}

function waitsForPromotion(
  { promote }: PlannedEnvironment,
  { waitsForRepeat, repeatAt }: Track,
  now: Date,
): boolean {
  if (!waitsForRepeat || repeatAt === null) return false;
  const leftMs = repeatAt - now.getTime();
  // A clock that was set back must not delay it.
  return leftMs > 0 && leftMs <= promote.timeoutSeconds * 1000;
}

function soaking(
  environment: PlannedEnvironment,
  track: Track,
  { plan, gates, now }: Situation,
): Step | Refusal {
  const gate = gates.get(environment.name) ?? null;
  if (gate === null) return { why: notAsked, by: 'gate' };
  if (isNewFail(gate, track.gateBefore)) return afterFault(environment, gateWords(gate), gate);
  if (isFailCleared(gate, track.gateBefore)) {
    const why = `its fail from before the promotion is over: ${gateWords(gate)}`;
    return { do: 'clear', environment, why, gate };
  }
  const soakMs = environment.soakHours * 3_600_000;
  const leftMs = (track.promotedAt ?? Infinity) + soakMs - now.getTime();
  // In this case, nobody watches the soak.
  if (gate.verdict === 'unreachable') return { why: gateWords(gate), by: 'unreachable' };
  if (leftMs > 0) return { why: `it soaks, ${formatRoughDuration(leftMs)} more`, by: 'time' };
  if (gate.verdict !== 'pass') return { why: gateWords(gate), by: 'gate' };
  if (plan.version !== undefined && gate.version !== plan.version) {
    const why = `the gate passes ${gate.version ?? 'no version'}, and the plan promotes ${plan.version}`;
    return { why, by: 'gate' };
  }
  const why = `${environment.soakHours} h went by, and ${gateWords(gate)}`;
  return { do: 'pass', environment, why, gate };
}
