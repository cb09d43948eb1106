import type { Run, Step } from './random-run.ts';
import { isWrite, losses } from './troubles.ts';

/** It was to be compared, and both deployments gave an answer. */
function isCompared({ candidate, hasLeft }: Step): boolean {
  return candidate !== null && !hasLeft;
}

function saidTheSame({ primary, candidate }: Step): boolean {
  return primary.canonical === candidate?.canonical;
}

/** Steps that the candidate did not get wrong by itself. */
function innocent(steps: readonly Step[]): readonly Step[] {
  return steps.filter((step) => isCompared(step) && step.trouble === null);
}

/** Steps with equal answers that are no evidence. */
export function withheldMatches({ steps }: Run): readonly Step[] {
  return innocent(steps).filter((step) => saidTheSame(step) && step.outcome !== 'match');
}

/** Steps with correct answers that count against the candidate. */
export function unexplained({ steps }: Run): readonly Step[] {
  return innocent(steps).filter(({ outcome }) => !['match', 'cascade', 'racy'].includes(outcome));
}

/** Steps with wrong answers that do not count against the candidate. */
export function missed({ steps }: Run): readonly Step[] {
  return steps
    .filter((step) => isCompared(step) && step.trouble !== null)
    .filter(({ outcome }) => outcome !== 'mismatch' && outcome !== 'candidate_error')
    .filter((step) => !isAboutALoss(step, steps) && !isLostOnTheWay(step));
}

/** A write on a kept connection that broke without a word: it may be that the candidate never got it. */
export function isLostOnTheWay({ trouble, primary, reason }: Step): boolean {
  return trouble === 'resets' && isWrite(primary.asked) && reason === 'stale_connection';
}

/** Whether a step names or shows a thing that was lost in an earlier step. */
function isAboutALoss(step: Step, steps: readonly Step[]): boolean {
  const said = namesIn(step);
  return steps
    .slice(0, steps.indexOf(step))
    .some((earlier) => isLoss(earlier) && namesIn(earlier).some((name) => said.includes(name)));
}

/** The labels and paths in a step. */
function namesIn({ primary: { asked, canonical } }: Step): readonly string[] {
  const labels = canonical.match(/"(?:thing|note|article|session) \d+"/g) ?? [];
  const [, collection, name] = asked.url.pathname.split('/');
  return name === undefined ? labels : [...labels, `${collection}/${name}`];
}

/** The candidate failed to execute the step, or it is unknown whether it did. */
function isLoss({ trouble, primary }: Step): boolean {
  return trouble !== null && losses.has(trouble) && isWrite(primary.asked);
}

/** Cascades with a cause that is no earlier loss. */
export function wronglyCaused({ steps }: Run): readonly Step[] {
  const losing = new Set(steps.filter(isLoss).map(({ step }) => step));
  const at = new Map(steps.map(({ step }, index) => [step, index]));
  return steps.filter(({ step, outcome, cascadeOf }) => {
    if (outcome !== 'cascade') return false;
    if (cascadeOf === null || !losing.has(cascadeOf)) return true;
    return (at.get(cascadeOf) ?? Infinity) >= (at.get(step) ?? 0);
  });
}

/** The share of steps with an outcome, from 0 to 1. */
export function shareOf({ steps }: Run, outcome: string): number {
  return steps.filter((step) => step.outcome === outcome).length / steps.length;
}

/** The outcome of each step of the traffic, without the lead. */
export function outcomesByStep({ steps }: Run, firstLeadStep: number): readonly string[] {
  return steps
    .filter(({ step }) => step < firstLeadStep)
    .map(({ step, outcome, reason, cascadeOf }) => {
      return `${step} ${outcome} ${reason ?? ''} ${cascadeOf ?? ''}`.trim();
    });
}
