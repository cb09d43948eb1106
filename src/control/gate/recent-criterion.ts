import { countsSince, sumOfSeries } from '../../vocabulary/paired-series.ts';
import type { CriterionResult } from '../../vocabulary/verdict.ts';
import { confidenceSequence } from '../statistics/confidence-sequence.ts';
import type { AreaUnderTest } from './area-evidence.ts';
import {
  formatCount,
  formatExchanges,
  formatRoughDuration,
  formatShare,
} from '../../vocabulary/format.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/**
 * Are the latest minutes and hours within the budget, too? A clean day says nothing about a deploy a minute ago.
 * Never fails: `mismatches` proves an excess that lasts.
 *
 * Routes with an accepted difference are left out, because their records contain it.
 */
export function recentCriterion(under: AreaUnderTest): CriterionResult {
  const { area, policy, routes, passAlpha, accepted, findings, nowMs } = under;
  const budget = policy.mismatchBudget;
  const recentMs = findings.recentHours * hourMs;
  const spans = [10 * minuteMs, hourMs, recentMs].filter((span) => span <= recentMs);
  const series = sumOfSeries(
    routes.filter(({ route }) => !accepted.has(route)).map((route) => route.mismatches),
  );
  const over = spans
    .map((spanMs) => ({ spanMs, counts: countsSince(series.blocks, nowMs - spanMs) }))
    .find(({ counts: { n, candidateOnly: k } }) => {
      return confidenceSequence({ k, n }, budget, passAlpha / spans.length).lower > budget;
    });
  return {
    criterion: 'recent',
    area,
    result: over === undefined ? 'pass' : 'inconclusive',
    rate: null,
    needs: over === undefined ? null : { exchanges: null, waitMs: over.spanMs },
    reason:
      over === undefined
        ? `${area}: the last ${formatRoughDuration(recentMs)} are not over the budget.`
        : `${area}: ${formatCount(over.counts.candidateOnly)} mismatches in the last ` +
          `${formatExchanges(over.counts.n)}, of ${formatRoughDuration(over.spanMs)}: that is over the budget ` +
          `of ${formatShare(budget)}.`,
  };
}
