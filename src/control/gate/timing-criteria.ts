import {
  type RouteEvidence,
  type Timing,
  timingKey,
  type TimingMargin,
} from '../../vocabulary/evidence.ts';
import { type PairedSeries, sumOfSeries } from '../../vocabulary/paired-series.ts';
import type { CriterionName, CriterionResult, VerdictWord } from '../../vocabulary/verdict.ts';
import { lowerEnd, provenAbove } from '../statistics/block-bets.ts';
import { confidenceSequence } from '../statistics/confidence-sequence.ts';
import { designEffect } from '../statistics/design-effect.ts';
import { excessOverTime } from '../statistics/excess-over-time.ts';
import { type AreaUnderTest, pairedBlocks, rateBlocks, sumOf, waitMsFor } from './area-evidence.ts';
import { forecast } from './forecast.ts';
import { judgeRate, measuredRate } from './judge-rate.ts';
import { countWords, exchangeWords, shareWords } from './words.ts';

/** One thing that is timed, and what is said of it. */
interface Timed {
  readonly criterion: CriterionName;
  readonly timing: Timing;
  /** `the candidate was slower`. */
  readonly words: string;
}

const total: Timed = { criterion: 'latency', timing: 'total', words: 'the candidate was slower' };
const tail: Timed = { criterion: 'latency_tail', timing: 'tail', words: 'much slower' };
const start: Timed = {
  criterion: 'stream_start',
  timing: 'first_event',
  words: "the candidate's first event came later",
};
const gap: Timed = { criterion: 'stream_gap', timing: 'largest_gap', words: 'much longer silent' };

/** Is the candidate as fast as the reference: in the middle, in the tail, and in its streams? */
export function timingCriteria(under: AreaUnderTest): readonly CriterionResult[] {
  const { slower, tail: muchSlower } = under.policy.latency;
  const streams = under.routes.some(({ timings }) => timings.has(timingKey('first_event', slower)));
  return [
    middleCriterion(under, total),
    tailCriterion(under, tail),
    ...(streams ? [middleCriterion(under, start)] : []),
    ...(under.routes.some(({ timings }) => timings.has(timingKey('largest_gap', muchSlower)))
      ? [tailCriterion(under, gap)]
      : []),
  ];
}

/** Is no more than the allowed share of exchanges slower than the reference by the margin? */
function middleCriterion(under: AreaUnderTest, timed: Timed): CriterionResult {
  const { area, policy, routes, passAlpha, alpha, nowMs } = under;
  const { share, ...margin } = policy.latency.slower;
  const series = seriesOf(routes, timed.timing, margin);
  const { n, candidateOnly: k } = series;
  const blocks = rateBlocks(series, nowMs);
  const effect = designEffect(blocks);
  const clustered = { k: k / effect, n: n / effect };
  const rate = measuredRate(
    { n, k },
    {
      forFail: { lower: lowerEnd(blocks, alpha.overTime), upper: 1 },
      forPass: confidenceSequence(clustered, share, passAlpha),
    },
    share,
  );
  const slowRoutes = routes.filter((route) => {
    const own = route.timings.get(timingKey(timed.timing, margin));
    return (
      own !== undefined &&
      provenAbove(rateBlocks(own, nowMs), share, alpha.ofRoute(under.rankOf(route)))
    );
  });
  const unmeasured = timed === total ? unmeasuredWords(under) : [];
  const missing = forecast({ count: clustered, budget: share, alpha: passAlpha, effect });
  const judged = slowRoutes.length > 0 ? 'fail' : judgeRate(rate);
  const result = judged === 'pass' && unmeasured.length > 0 ? 'inconclusive' : judged;
  const needs = needsOf(result, judged === 'pass' ? null : missing.exchanges, n, under);
  const wait = judged === 'inconclusive' ? missing.words(needs?.waitMs ?? null) : '';
  return {
    criterion: timed.criterion,
    area,
    result,
    rate,
    needs,
    reason: [
      `${area}: in ${countWords(k)} of ${exchangeWords(n)} measured alike ${timed.words} ` +
        `${marginWords(margin)}; the share is between ${shareWords(rate.lower)} and ` +
        `${shareWords(rate.upper)}, allowed are ${shareWords(share)}${wait}.`,
      ...routeWords(slowRoutes),
      ...unmeasured,
    ].join(' '),
  };
}

/** Is the candidate alone much slower hardly more often than the reference alone? */
function tailCriterion(under: AreaUnderTest, timed: Timed): CriterionResult {
  const { area, policy, routes, passAlpha, alpha, nowMs } = under;
  const { share, ...margin } = policy.latency.tail;
  const series = seriesOf(routes, timed.timing, margin);
  const { n, candidateOnly, referenceOnly } = series;
  const over = excessOverTime({
    total: series,
    blocks: pairedBlocks(series, nowMs),
    budget: share,
    failAlpha: alpha.overTime,
    passAlpha,
  });
  const rate = measuredRate(
    { n, k: candidateOnly, estimate: n === 0 ? 0 : (candidateOnly - referenceOnly) / n },
    { forFail: over, forPass: over },
    share,
  );
  const result = judgeRate(rate);
  const excess = Math.max(0, candidateOnly - referenceOnly);
  const missing = forecast({ count: { k: excess, n }, budget: share, alpha: passAlpha / 2 });
  const needs = needsOf(result, missing.exchanges, n, under);
  return {
    criterion: timed.criterion,
    area,
    result,
    rate,
    needs,
    reason:
      `${area}: in ${exchangeWords(n)} measured alike, only the candidate was ${timed.words} ` +
      `${marginWords(margin)} ${countWords(candidateOnly)} times, only the reference ` +
      `${countWords(referenceOnly)} times; the difference is between ${shareWords(rate.lower)} and ` +
      `${shareWords(rate.upper)}, allowed are ${shareWords(share)}` +
      `${needs === null ? '' : missing.words(needs.waitMs)}.`,
  };
}

function seriesOf(
  routes: readonly RouteEvidence[],
  timing: Timing,
  margin: TimingMargin,
): PairedSeries {
  const key = timingKey(timing, margin);
  return sumOfSeries(routes.flatMap(({ timings }) => timings.get(key) ?? []));
}

function needsOf(
  result: VerdictWord,
  exchanges: number | null,
  n: number,
  { routes, nowMs }: AreaUnderTest,
): CriterionResult['needs'] {
  if (result !== 'inconclusive') return null;
  return { exchanges, waitMs: waitMsFor(exchanges, n, routes, nowMs) };
}

/** Times that are seldom known are those of exchanges that happened to be calm. */
function unmeasuredWords({ area, policy, routes }: AreaUnderTest): readonly string[] {
  const { slower, measuredShareMin } = policy.latency;
  const key = timingKey('total', slower);
  const answered = sumOf(routes, ({ compared, failed }) => compared - failed);
  const measured = sumOf(routes, ({ timings }) => timings.get(key)?.n ?? 0);
  if (measured >= measuredShareMin * answered) return [];
  return [
    `${area}: ${countWords(measured)} of ${exchangeWords(answered)} have both times, ` +
      `${shareWords(measured / answered)}; at least ${shareWords(measuredShareMin)} must.`,
  ];
}

function marginWords({ factor, extraMs }: TimingMargin): string {
  const by = factor >= 2 ? `more than ${factor} times` : `by more than ${shareWords(factor - 1)}`;
  return `${by} and ${extraMs} ms`;
}

function routeWords(routes: readonly RouteEvidence[]): readonly string[] {
  if (routes.length === 0) return [];
  const named = routes.slice(0, 3).map(({ route }) => route);
  return [`Proven on ${named.join(', ')}${routes.length > named.length ? ' and others' : ''}.`];
}
