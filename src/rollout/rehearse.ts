import { failure, type Result, success } from '../vocabulary/result.ts';
import type { Actor } from './actor.ts';
import type { GateView } from './gate-view.ts';
import type { PlannedEnvironment } from './plan-schema.ts';
import { isQuiet } from './quiet-hours.ts';
import { finish } from './roll-back.ts';
import { canariesOf } from './start-refusal.ts';
import { runAloud } from './take-step.ts';

interface Rehearsal {
  readonly rollbackMs: number;
  readonly promoteMs: number;
}

interface RehearsalFault {
  readonly words: string;
  /** Nothing was done. */
  readonly isRefused: boolean;
}

type Rehearsed = Result<Rehearsal, RehearsalFault>;

/**
 * Rolls a promoted environment of the first tier back and promotes it again, verifies the version after each,
 * and records how long both took. A failed rollback is retried until primary is verified, and the environment
 * then waits for its turn. A failed promotion is handled like any other.
 *
 * @param gate the present verdict of its gate
 */
export async function rehearse(
  actor: Actor,
  environment: PlannedEnvironment,
  gate: GateView,
  { why, backoffMs }: { readonly why: string; readonly backoffMs: number },
): Promise<Rehearsed> {
  const refusal = refusalOf(actor, environment, gate);
  if (refusal !== null) return failure({ words: refusal, isRefused: true });
  const run = async (step: 'promote' | 'rollback'): Promise<number | null> => {
    const expect = step === 'promote' ? 'candidate' : 'primary';
    const request = { environment, expect, why, gate, isRehearsal: true } as const;
    const command = await runAloud(actor, { ...request, step });
    if (command.outcome !== 'ok') return null;
    const verified = await runAloud(actor, { ...request, step: 'verify' });
    return verified.outcome === 'ok' ? command.durationMs + verified.durationMs : null;
  };

  const failed = async (step: string): Promise<Rehearsed> => {
    await finish(actor, environment, backoffMs);
    return failure({ words: `the ${step} of the rehearsal failed`, isRefused: false });
  };
  const rollbackMs = await run('rollback');
  if (rollbackMs === null) return failed('rollback');
  const promoteMs = actor.options.signal.aborted ? null : await run('promote');
  if (promoteMs === null) return failed('promotion');
  actor.decide(environment, { event: 'rehearsed', why, rollbackMs, promoteMs });
  return success({ rollbackMs, promoteMs });
}

function refusalOf(actor: Actor, environment: PlannedEnvironment, gate: GateView): string | null {
  const { plan } = actor.options;
  const canaries = canariesOf(plan).map(({ name }) => name);
  const { name } = environment;
  if (!canaries.includes(name)) {
    return `rehearse only in an environment of the first tier: ${canaries.join(', ')}`;
  }
  const { kind } = actor.trackOf(environment);
  if (kind !== 'soaking' && kind !== 'passed') {
    return `${name} is ${kind}: it must soak or have passed`;
  }
  if (gate.verdict === 'fail') return `the gate of ${name} fails`;
  if (isQuiet(plan.limits.quietHours, actor.now())) return 'these are quiet hours';
  return null;
}
