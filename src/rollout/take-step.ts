import type { Actor, CommandRequest } from './actor.ts';
import { endWords } from './environment-track.ts';
import type { Entry } from './journal-entry.ts';
import { awaitLeftover, mayRunUntil } from './leftover-command.ts';
import type { Step } from './next-steps.ts';
import type { PlannedEnvironment } from './plan-schema.ts';

/** Takes one step. Its results are in the journal. */
export async function takeStep(actor: Actor, step: Step): Promise<void> {
  const { environment, why, gate } = step;
  if (step.do === 'pass') return actor.decide(environment, { event: 'passed', why, gate });
  if (step.do === 'hold') return actor.decide(environment, { event: 'held', why, gate });
  if (step.do === 'clear') return actor.decide(environment, { event: 'cleared', why, gate });
  await waitForLeftover(actor, step);
  const request = { environment, why, gate, isRehearsal: false };
  if (step.do === 'promote') {
    await runAloud(actor, { ...request, step: 'promote', expect: 'candidate' });
  } else if (step.do === 'rollback') {
    const { isRehearsal } = step;
    await runAloud(actor, {
      ...request,
      step: 'rollback',
      expect: 'primary',
      isRehearsal,
      repeatAt: repeatAt(actor, environment),
    });
  } else {
    await runAloud(actor, { ...request, step: 'verify', expect: step.expect });
  }
}

/** A rollback does not wait: it ends leftover commands at once, and is repeated if it cannot end one. */
async function waitForLeftover(actor: Actor, { environment, do: next }: Step): Promise<void> {
  const run = actor.trackOf(environment).unknown?.run ?? null;
  if (run === null) return;
  const { log, signal, hardSignal } = actor.options;
  const { step } = run.begin;
  const isUrgent = next === 'rollback';
  if (isUrgent && mayRunUntil(run, 0) !== null) return;
  const timeoutMs = isUrgent ? 0 : environment[step].timeoutSeconds * 1000;
  log(`${environment.name}: the end of its ${step} is not known: its command must be over first`);
  await awaitLeftover(run, timeoutMs, actor.now, isUrgent ? hardSignal : signal);
}

/**
 * When a rollback that begins now must be repeated: a promotion whose end is not known, and which cannot be
 * ended from here, would undo it.
 */
function repeatAt(actor: Actor, environment: PlannedEnvironment): Date | null {
  const track = actor.trackOf(environment);
  const run = track.unknown?.run ?? null;
  const timeoutMs = environment.promote.timeoutSeconds * 1000;
  const isPromotion = run?.begin.step === 'promote';
  const until = isPromotion ? mayRunUntil(run, timeoutMs) : track.repeatAt;
  const now = actor.now().getTime();
  if (until === null || until <= now) return null;
  // The clock may have been set back.
  const at = new Date(Math.min(until, now + timeoutMs));
  actor.options.log(
    `${environment.name}: a promotion may still run: the rollback is repeated at ${at.toISOString()}`,
  );
  return at;
}

/** Runs a command, and reports a failure; a failed rollback is reported prominently. */
export async function runAloud(actor: Actor, request: CommandRequest): Promise<Entry<'end'>> {
  const { environment, step, expect } = request;
  const { log } = actor.options;
  const end = await actor.run(request);
  if (end.outcome === 'ok') return end;
  const what = `${step}${step === 'verify' ? ` ${expect}` : ''} ${endWords(end)}`;
  const isRollback = actor.trackOf(environment).kind === 'rollingBack' && expect === 'primary';
  const shout = isRollback ? 'ROLLBACK FAILED: primary may not answer: ' : '';
  log(`${environment.name}: ${shout}${what}${end.output === '' ? '' : `: ${end.output.trim()}`}`);
  return end;
}
