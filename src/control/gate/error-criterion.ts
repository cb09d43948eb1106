import type { RouteEvidence } from '../../vocabulary/evidence.ts';
import { type PairedSeries, sumOfSeries } from '../../vocabulary/paired-series.ts';
import type { CriterionResult } from '../../vocabulary/verdict.ts';
import { provenAbove } from '../statistics/block-bets.ts';
import { confidenceSequence } from '../statistics/confidence-sequence.ts';
import { excessOverTime } from '../statistics/excess-over-time.ts';
import { type AreaUnderTest, pairedBlocks, rateBlocks, sumOf, waitMsFor } from './area-evidence.ts';
import { forecast } from './forecast.ts';
import { judgeRate, measuredRate } from './judge-rate.ts';
import { formatCount, formatExchanges, formatShare } from '../../vocabulary/format.ts';

/**
 * Does the candidate fail (5xx, errors of GraphQL that primary does not have, or no whole answer) more often than
 * primary, by more than the budget? The test is paired: an exchange in which both fail does not count against the
 * candidate. The rate is the candidate's minus primary's, and may be negative.
 *
 * Exchanges without a whole answer count one by one, because an outage counts by its length. Errors with an
 * answer may come in bursts, and are proven over time.
 */
export function errorCriterion(under: AreaUnderTest): CriterionResult {
  const { area, policy, routes, passAlpha, alpha, nowMs } = under;
  const budget = policy.errorBudget;
  const series = sumOfSeries(routes.map((route) => route.errors));
  const { n, candidateOnly, referenceOnly } = series;
  const over = excessOverTime({
    total: series,
    blocks: pairedBlocks(series, nowMs),
    budget,
    failAlpha: alpha.overTime,
    passAlpha,
  });
  const unanswered = sumOf(routes, (route) => route.failed);
  const outages = confidenceSequence({ k: unanswered, n }, budget, alpha.overTime / 2).lower;
  const ofPrimary = confidenceSequence({ k: referenceOnly, n }, budget, alpha.overTime / 2).upper;
  const rate = measuredRate(
    { n, k: candidateOnly, estimate: n === 0 ? 0 : (candidateOnly - referenceOnly) / n },
    {
      forFail: { lower: Math.max(over.lower, outages - ofPrimary), upper: 1 },
      forPass: { lower: -1, upper: over.upper },
    },
    budget,
  );
  const overBudget = routesOverBudget(under);
  const result = overBudget.length > 0 ? 'fail' : judgeRate(rate);
  // The candidate's own rate has half of the error; primary's errors could only shorten the wait.
  const missing = forecast({ k: candidateOnly, n }, { budget, alpha: passAlpha / 2 });
  const needs =
    result === 'inconclusive'
      ? { exchanges: missing.exchanges, waitMs: waitMsFor(missing.exchanges, n, routes, nowMs) }
      : null;
  return {
    criterion: 'errors',
    area,
    result,
    rate,
    needs,
    reason: [
      `${area}: in ${formatExchanges(n)}, only the candidate failed ${formatCount(candidateOnly)} ` +
        `times, only primary ${formatCount(referenceOnly)} times; the difference is between ` +
        `${formatShare(rate.lower)} and ${formatShare(rate.upper)}, the budget ` +
        `${formatShare(budget)}${needs === null ? '' : missing.words(needs.waitMs)}.`,
      ...(routes.length > 1 ? overBudget.slice(0, 3) : []),
    ].join(' '),
  };
}

/** A sentence for each route on which the candidate alone fails more often than the budget allows. */
function routesOverBudget({ policy, routes, alpha, rankOf, nowMs }: AreaUnderTest): string[] {
  return routes.flatMap((route) => {
    const { errors } = route;
    if (errors.candidateOnly === 0) return [];
    const own = alpha.ofRoute(rankOf(route));
    if (!isOver(errors, { budget: policy.errorBudget, own, nowMs })) return [];
    return [failedWords(route)];
  });
}

function isOver(
  errors: PairedSeries,
  { budget, own, nowMs }: { readonly budget: number; readonly own: number; readonly nowMs: number },
): boolean {
  const { n, candidateOnly: k, referenceOnly } = errors;
  const ofPrimary = confidenceSequence({ k: referenceOnly, n }, budget, own / 3).upper;
  return (
    confidenceSequence({ k, n }, budget, own / 3).lower > budget + ofPrimary &&
    provenAbove(rateBlocks(errors, nowMs), Math.min(0.999, budget + ofPrimary), own / 3)
  );
}

function failedWords({ route, errors }: RouteEvidence): string {
  return (
    `On ${route}: only the candidate failed, ${formatCount(errors.candidateOnly)} times in ` +
    `${formatExchanges(errors.n)}.`
  );
}
