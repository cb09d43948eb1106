import type { CriterionResult } from '../../vocabulary/verdict.ts';
import { exchangesNeeded } from '../statistics/confidence-sequence.ts';
import { pairedExcess } from '../statistics/paired-excess.ts';
import { type AreaUnderTest, sumOf, sumOfDiscordance, waitMsFor } from './area-evidence.ts';
import { judgeRate, measuredRate } from './judge-rate.ts';
import { countWords, exchangeWords, neededWords, shareWords } from './words.ts';

/**
 * Does the candidate fail (5xx, or no whole answer) more often than primary, by more than the
 * budget? Paired: an exchange in which both fail says nothing against the candidate. The rate is
 * that of the candidate less that of primary, and may be below zero.
 */
export function errorCriterion(under: AreaUnderTest): CriterionResult {
  const { area, policy, routes, passAlpha, failAlpha, nowMs } = under;
  const budget = policy.errorBudget;
  const n = sumOf(routes, (route) => route.compared + route.primaryFailed);
  const { candidateOnly, referenceOnly } = sumOfDiscordance(routes, (route) => route.errors);
  const paired = { n, candidateOnly, referenceOnly };
  const rate = measuredRate(
    { n, k: candidateOnly, estimate: n === 0 ? 0 : (candidateOnly - referenceOnly) / n },
    {
      forFail: pairedExcess(paired, budget, failAlpha),
      forPass: pairedExcess(paired, budget, passAlpha),
    },
    budget,
  );
  const result = judgeRate(rate);
  // Half of the error is the candidate's rate's own; primary's errors could only shorten the wait.
  const exchanges = exchangesNeeded({ k: candidateOnly, n }, budget, passAlpha / 2, 0);
  const needs =
    result === 'inconclusive'
      ? { exchanges, waitMs: waitMsFor(exchanges, n, routes, nowMs) }
      : null;
  const missing = needs === null ? '' : neededWords('clean exchanges', needs);
  return {
    criterion: 'errors',
    area,
    result,
    rate,
    needs,
    reason:
      `${area}: in ${exchangeWords(n)}, only the candidate failed ${countWords(candidateOnly)} ` +
      `times, only primary ${countWords(referenceOnly)} times; the difference is between ` +
      `${shareWords(rate.lower)} and ${shareWords(rate.upper)}, the budget ` +
      `${shareWords(budget)}${missing}.`,
  };
}
