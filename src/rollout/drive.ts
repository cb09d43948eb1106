import { setTimeout as pause } from 'node:timers/promises';
import type { Actor } from './actor.ts';
import type { GateViews } from './gate-view.ts';
import { type AskGate, createGateWatch } from './gate-watch.ts';
import { type NextSteps, nextSteps, type Step } from './next-steps.ts';
import type { PlannedEnvironment } from './plan-schema.ts';
import type { Situation } from './situation.ts';
import { takeStep } from './take-step.ts';

export interface DriveOptions {
  readonly askGate: AskGate;
  /**
   * `once` takes the steps that are possible now; `wait` continues until the rollout is complete or stopped.
   */
  readonly mode: 'once' | 'wait';
  /** How long to continue with `wait`. */
  readonly waitMs?: number;
  /** The interval between two checks of the gates. */
  readonly pollMs?: number;
  readonly backoffMs?: number;
}

export interface Driven {
  /**
   * Like the verdict of a gate. `pass`: complete, or, with `once`, a step was taken. `fail`: the rollout is
   * stopped.
   */
  readonly verdict: 'pass' | 'fail' | 'inconclusive';
  /** The reasons, as sentences. */
  readonly reasons: readonly string[];
}

const defaultPollMs = 1000;
export const defaultBackoffMs = 1000;

/** A gate answers within 5 s, or counts as unreachable. */
const lookOnceMs = 6000;

/**
 * Continues a rollout. Failed rollbacks are retried until they succeed, in either mode.
 *
 * @throws the errors of the journal if it cannot be written, once all rollbacks are finished
 */
export async function drive(actor: Actor, options: DriveOptions): Promise<Driven> {
  const { askGate, mode, waitMs = Infinity } = options;
  const { pollMs = defaultPollMs, backoffMs = defaultBackoffMs } = options;
  const { plan, log, signal } = actor.options;
  const watch = createGateWatch(askGate);
  const tasks = new Map<string, Promise<void>>();
  const deadline = performance.now() + waitMs;
  const unreachableSince = new Map<string, number>();
  const said = new Set<string>();
  let taken = 0;
  const faults: unknown[] = [];

  const situationWith = (gates: GateViews): Situation => {
    return { plan, tracks: actor.tracks(), gates, now: actor.now(), backoffMs };
  };

  function start(step: Step): void {
    const { name } = step.environment;
    taken += 1;
    tasks.set(
      name,
      takeStep(actor, step)
        .catch((error: unknown) => void faults.push(error))
        .finally(() => tasks.delete(name)),
    );
  }

  try {
    for (;;) {
      const asked = watched(situationWith(new Map()));
      const gates = await watch.look(asked, mode === 'once' ? lookOnceMs : pollMs);
      const situation = situationWith(gates);
      const next = nextSteps(situation);
      const steps = next.steps
        .filter(({ environment }) => !tasks.has(environment.name))
        .filter(({ environment }) => !signal.aborted || isRollingBack(actor, environment))
        .filter((step) => faults.length === 0 || isOfRollback(situation, step));
      for (const step of steps) start(step);
      noteUnreachable(unreachableSince, next, gates);
      if (tasks.size === 0) {
        const isLeft = !signal.aborted && isAnyRollingBack(situation);
        if (faults.length > 0 && !isLeft) throw faults[0];
        const end = endOf(situation, next, { mode, taken, isAborted: signal.aborted });
        if (end !== null) return end;
        // A failed rollback is retried, however long that takes.
        if (!isAnyRollingBack(situation)) {
          const overdue = overdueGate(unreachableSince, plan.limits.gateUnreachableMinutes);
          if (overdue !== null) return { verdict: 'inconclusive', reasons: [overdue] };
          if (performance.now() >= deadline) {
            return { verdict: 'inconclusive', reasons: waitWords(next) };
          }
        }
      }
      for (const sentence of waitWords(next)) {
        const withoutNumbers = sentence.replaceAll(/\d[\d.,]*/g, '#');
        if (!said.has(withoutNumbers)) log(sentence);
        said.add(withoutNumbers);
      }
      const tick = pause(pollMs, undefined, signal.aborted ? {} : { signal }).catch(() => {});
      await Promise.race([...tasks.values(), tick]);
    }
  } finally {
    await Promise.allSettled(tasks.values());
  }
}

/** The environments whose verdict matters for a decision now. */
function watched(situation: Situation): readonly PlannedEnvironment[] {
  const { waits } = nextSteps(situation);
  const waiting = new Set(waits.filter(({ by }) => by === 'gate').map((wait) => wait.environment));
  return situation.plan.environments.filter(({ name }) => waiting.has(name));
}

/** A successful rollback is finished even if the process should end; a failed one is not retried then. */
function isRollingBack(actor: Actor, environment: PlannedEnvironment): boolean {
  const { kind, failedRollbacks } = actor.trackOf(environment);
  const { hardSignal } = actor.options;
  return kind === 'rollingBack' && failedRollbacks === 0 && !hardSignal.aborted;
}

/** The steps that are taken even if the journal cannot be written. */
function isOfRollback({ tracks }: Situation, step: Step): boolean {
  return step.do === 'rollback' || tracks.get(step.environment.name)?.kind === 'rollingBack';
}

function isAnyRollingBack({ tracks }: Pick<Situation, 'tracks'>): boolean {
  return [...tracks.values()].some(({ kind }) => kind === 'rollingBack');
}

interface Progress {
  readonly mode: DriveOptions['mode'];
  readonly taken: number;
  readonly isAborted: boolean;
}

/** Null if the rollout should continue. */
function endOf(
  { plan, tracks }: Situation,
  next: NextSteps,
  { mode, taken, isAborted }: Progress,
): Driven | null {
  const { stopped, waits, isComplete } = next;
  if (isAborted) {
    const reasons = ['it was interrupted: run it again to go on', ...(stopped ? [stopped] : [])];
    return { verdict: stopped === null ? 'inconclusive' : 'fail', reasons };
  }
  if (isAnyRollingBack({ tracks })) return null;
  const soaking = plan.environments.filter(({ name }) => tracks.get(name)?.kind === 'soaking');
  if (stopped !== null) {
    const left = soaking.map(({ name }) => `${name}: the candidate still answers there`);
    return { verdict: 'fail', reasons: [`the rollout is stopped: ${stopped}`, ...left] };
  }
  if (isComplete) return { verdict: 'pass', reasons: ['every environment has passed'] };
  const reasons = waitWords(next);
  if (mode === 'once') return { verdict: taken > 0 ? 'pass' : 'inconclusive', reasons };
  const needsPerson =
    soaking.length === 0 && waits.every(({ by }) => by === 'person' || by === 'turn');
  return needsPerson ? { verdict: 'inconclusive', reasons } : null;
}

function waitWords({ waits }: NextSteps): readonly string[] {
  return waits.map(({ environment, why }) => `${environment}: ${why}`);
}

/** A gate that did not answer in time keeps its former verdict. */
function noteUnreachable(since: Map<string, number>, { waits }: NextSteps, gates: GateViews): void {
  const still = new Set(
    waits.filter(({ by }) => by === 'unreachable' || by === 'gate').map((wait) => wait.environment),
  );
  for (const name of since.keys()) {
    const isReached = (gates.get(name)?.verdict ?? 'unreachable') !== 'unreachable';
    if (isReached || !still.has(name)) since.delete(name);
  }
  for (const { by, environment } of waits) {
    if (by === 'unreachable' && !since.has(environment)) since.set(environment, performance.now());
  }
}

function overdueGate(since: ReadonlyMap<string, number>, minutes: number): string | null {
  const found = [...since].find(([, at]) => performance.now() - at >= minutes * 60_000);
  if (found === undefined) return null;
  return `${found[0]}: its gate could not be reached for ${minutes} minutes`;
}
