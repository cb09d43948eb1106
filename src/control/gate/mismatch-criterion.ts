import { type PairedSeries, sumOfSeries } from '../../vocabulary/paired-series.ts';
import type { CriterionResult, MeasuredRate } from '../../vocabulary/verdict.ts';
import { designEffect } from '../statistics/design-effect.ts';
import { deflated } from '../statistics/rate-over-time.ts';
import { type AreaUnderTest, rateBlocks, sumOf, waitMsFor } from './area-evidence.ts';
import { type Forecast, forecast } from './forecast.ts';
import { judgeRate, measuredRate } from './judge-rate.ts';
import { excessOf, provenLower, routesOverBudget } from './mismatch-proof.ts';
import { noiseBound } from './noise-bound.ts';
import { formatCount, formatExchanges, formatShare } from '../../vocabulary/format.ts';

/**
 * Are mismatches rarer than their budget, in the area and on each of its routes? It fails only on proof, and
 * passes only if even all suspected mismatches are within the budget.
 *
 * Fail: the *confirmed* mismatches are over the budget exchange by exchange, and also over blocks of time, for
 * the area or for one route, because mismatches may come in bursts or sessions. A rate that is a multiple of the
 * budget and even may fail from the start.
 *
 * Pass: the upper end for the *suspected* mismatches, all but noise, widened by how much they cluster, together
 * with what noise may hide, is under the budget.
 */
export function mismatchCriterion(under: AreaUnderTest): CriterionResult {
  const { policy, routes, nowMs } = under;
  const series = sumOfSeries(routes.map((route) => route.mismatches));
  const { n, confirmed, suspected } = countsOf(under);
  const effect = clusteringOf(series, suspected, nowMs);
  const bound = noiseBound(under);
  const rate = rateOf(under, {
    n,
    suspected,
    lower: provenLower(under, series, { k: confirmed, n }),
    upperOf: (budget, alpha) =>
      deflated({ k: suspected, n }, effect, budget, alpha).upper + bound.upper,
  });
  const overBudget = routesOverBudget(under);
  const result = overBudget.length > 0 ? 'fail' : judgeRate(rate);
  const missing =
    result === 'inconclusive' && bound.upper < rate.budget
      ? forecast({ k: suspected, n }, { budget: rate.budget, alpha: under.passAlpha, effect })
      : null;
  const exchanges = missing?.exchanges ?? null;
  const needs =
    result === 'inconclusive'
      ? { exchanges, waitMs: waitMsFor(exchanges, n, routes, nowMs) }
      : null;
  const reason = [
    rateWords(under.area, rate, missing, needs?.waitMs ?? null),
    ...(routes.length > 1 ? overBudget.slice(0, 3) : []),
    ...(policy.noise ? doubtWords(under, suspected - confirmed) : []),
    ...bound.sentences,
  ].join(' ');
  return { criterion: 'mismatches', area: under.area, result, rate, needs, reason };
}

function countsOf({ routes, mismatches }: AreaUnderTest) {
  const found = [...mismatches.values()];
  return {
    n: sumOf(routes, (route) => route.compared),
    confirmed: found.reduce((sum, one) => sum + one.confirmed, 0),
    suspected: found.reduce((sum, one) => sum + one.suspected, 0),
  };
}

/** Noise counts as mismatches until it is known as noise: without mismatches, nothing clusters. */
function clusteringOf(series: PairedSeries, suspected: number, nowMs: number): number {
  return suspected === 0 ? 1 : designEffect(rateBlocks(series, nowMs));
}

interface RateEnds {
  readonly n: number;
  readonly suspected: number;
  readonly lower: number;
  readonly upperOf: (budget: number, alpha: number) => number;
}

function rateOf(
  { policy, passAlpha }: AreaUnderTest,
  { n, suspected, lower, upperOf }: RateEnds,
): MeasuredRate {
  const budget = policy.mismatchBudget;
  const upper = Math.min(1, upperOf(budget, passAlpha));
  const ends = { forFail: { lower, upper: 1 }, forPass: { lower: 0, upper } };
  return measuredRate({ n, k: suspected }, ends, budget);
}

function rateWords(
  area: string,
  { n, k, lower, upper, budget }: MeasuredRate,
  missing: Forecast | null,
  waitMs: number | null,
): string {
  return (
    `${area}: ${formatCount(k)} mismatches in ${formatExchanges(n)}; the rate is between ` +
    `${formatShare(lower)} and ${formatShare(upper)}, the budget ${formatShare(budget)}` +
    `${missing?.words(waitMs) ?? ''}.`
  );
}

function doubtWords({ routes, mismatches }: AreaUnderTest, doubtful: number): readonly string[] {
  const sentences: string[] = [];
  const signals = [...mismatches.values()].flatMap(({ noisySignals }) => noisySignals);
  const [first] = signals.toSorted((a, b) => excessOf(b) - excessOf(a));
  if (first !== undefined) {
    const { candidateOnly, referenceOnly } = first.field;
    sentences.push(
      `On ${first.route}, ${first.key} differs more often than noise explains: only in the ` +
        `candidate ${formatCount(candidateOnly)} times, only in the secondary ` +
        `${formatCount(referenceOnly)} times.`,
    );
  }
  if (doubtful > 0) {
    sentences.push(`${formatCount(doubtful)} of the mismatches may still turn out to be noise.`);
    if (sumOf(routes, (route) => route.judged) === 0) {
      sentences.push('Noise detection is on, but the secondary has not answered any exchange yet.');
    }
  }
  return sentences;
}
