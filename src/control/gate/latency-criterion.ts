import { marginKey } from '../../vocabulary/evidence.ts';
import type { CriterionResult } from '../../vocabulary/verdict.ts';
import { confidenceSequence, exchangesNeeded } from '../statistics/confidence-sequence.ts';
import { type AreaUnderTest, sumOf, waitMsFor } from './area-evidence.ts';
import { judgeRate, measuredRate } from './judge-rate.ts';
import { countWords, exchangeWords, neededWords, shareWords } from './words.ts';

/** Is no more than the allowed share of exchanges slower than the reference by the margin? */
export function latencyCriterion(under: AreaUnderTest): CriterionResult {
  const { area, policy, routes, passAlpha, failAlpha, nowMs } = under;
  const { delta, epsilonMs, share } = policy.latency;
  const margin = marginKey(policy.latency);
  const n = sumOf(routes, (route) => route.latency.get(margin)?.measured ?? 0);
  const k = sumOf(routes, (route) => route.latency.get(margin)?.slower ?? 0);
  const rate = measuredRate(
    { n, k },
    {
      forFail: confidenceSequence({ k, n }, share, failAlpha),
      forPass: confidenceSequence({ k, n }, share, passAlpha),
    },
    share,
  );
  const result = judgeRate(rate);
  // Unlike mismatches, slow exchanges will go on to come: jitter alone makes them.
  const exchanges = exchangesNeeded({ k, n }, share, passAlpha, n === 0 ? 0 : k / n);
  const needs =
    result === 'inconclusive'
      ? { exchanges, waitMs: waitMsFor(exchanges, n, routes, nowMs) }
      : null;
  const missing = needs === null ? '' : neededWords('exchanges like these', needs);
  return {
    criterion: 'latency',
    area,
    result,
    rate,
    needs,
    reason:
      `${area}: in ${countWords(k)} of ${exchangeWords(n)} measured alike the candidate was slower ` +
      `by more than ${shareWords(delta)} and ${epsilonMs} ms; the share is between ` +
      `${shareWords(rate.lower)} and ${shareWords(rate.upper)}, allowed are ` +
      `${shareWords(share)}${missing}.`,
  };
}
