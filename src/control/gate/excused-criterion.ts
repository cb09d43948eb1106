import type { CriterionResult } from '../../vocabulary/verdict.ts';
import { excusedReasons, isUnseen } from '../counted-as.ts';
import { type AreaUnderTest, sumByReason, sumOf, totalOf } from './area-evidence.ts';
import { neverAnsweredWords } from './never-answered.ts';
import { formatCount, formatExchanges, formatShare } from '../../vocabulary/format.ts';

/**
 * Is the share of excused exchanges in the area so small that excuses can hide little? Never fails. Unseen
 * sessions and things do not count: the criterion `scope` limits them.
 */
export function excusedCriterion({ area, policy, routes }: AreaUnderTest): CriterionResult {
  const most = policy.excusedShareMax;
  const shed = sumByReason(routes, (route) => route.shed);
  const byPolicy = sumByReason(routes, (route) => route.excusedByPolicy);
  const reasons = excusedReasons
    .filter((reason) => !isUnseen(reason))
    .map((reason) => [reason, (shed.get(reason) ?? 0) + (byPolicy.get(reason) ?? 0)] as const)
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a);
  const excused = totalOf(new Map(reasons));
  const n = sumOf(routes, (route) => route.compared) + excused;
  const share = n === 0 ? 0 : excused / n;
  const passes = share <= most;
  const named = reasons.map(([reason, count]) => `${formatCount(count)} ${reason}`).join(', ');
  const counted =
    excused === 0
      ? `${area}: no exchange was excused; at most ${formatShare(most)} may be.`
      : `${area}: ${formatCount(excused)} of ${formatExchanges(n)} ` +
        `${excused === 1 ? 'was' : 'were'} excused: ${named}; that is ${formatShare(share)}, ` +
        `at most ${formatShare(most)} may be.`;
  return {
    criterion: 'excused',
    area,
    result: passes ? 'pass' : 'inconclusive',
    rate: { n, k: excused, lower: share, estimate: share, upper: share, budget: most },
    needs: passes ? null : { exchanges: null, waitMs: null },
    reason: [...neverAnsweredWords(routes, (reason) => !isUnseen(reason)), counted].join(' '),
  };
}
