import { checklistOf, safeToRemove } from './checklist.ts';
import type { Facts, Report } from './facts.ts';

/** The report on facts: with the verdict over all gates, and the checklist. */
export function reportOf(facts: Facts): Report {
  // A single recording is no evidence about a rollout.
  const isReplay = facts.replay !== undefined;
  const checklist = isReplay ? [] : checklistOf(facts);
  return {
    format: 1,
    verdict: verdictOf(facts),
    ...facts,
    checklist,
    safeToRemove: isReplay
      ? { answer: 'no', missing: ['a replay is not live traffic'] }
      : safeToRemove(facts, checklist),
  };
}

/** The worst: a failing gate is worse than an unreachable one. */
function verdictOf({ deployments, unreachable, replay }: Facts): Report['verdict'] {
  const verdicts = new Set(deployments.map(({ verdict }) => verdict));
  if (verdicts.has('fail')) return 'fail';
  if (unreachable.length > 0) return 'unreachable';
  if (replay !== undefined && replay.limits.length > 0) return 'inconclusive';
  return verdicts.size === 1 && verdicts.has('pass') ? 'pass' : 'inconclusive';
}
