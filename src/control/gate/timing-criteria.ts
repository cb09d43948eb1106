import {
  type RouteEvidence,
  type Timing,
  timingKey,
  type TimingCount,
  type TimingMargin,
} from '../../vocabulary/evidence.ts';
import { type PairedSeries, sumOfSeries } from '../../vocabulary/paired-series.ts';
import type {
  CriterionName,
  CriterionResult,
  MeasuredRate,
  VerdictWord,
} from '../../vocabulary/verdict.ts';
import type { Count, Interval } from '../statistics/confidence-sequence.ts';
import { provenAbove } from '../statistics/block-bets.ts';
import { excessOverTime } from '../statistics/excess-over-time.ts';
import { effectOf, rateOverTime } from '../statistics/rate-over-time.ts';
import { type AreaUnderTest, pairedBlocks, rateBlocks, sumOf, waitMsFor } from './area-evidence.ts';
import { type Forecast, forecast } from './forecast.ts';
import { judgeRate, measuredRate } from './judge-rate.ts';
import { formatCount, formatExchanges, formatShare } from '../../vocabulary/format.ts';

/** One kind of time, and the words for it. */
interface Timed {
  readonly criterion: CriterionName;
  readonly timing: Timing;
  /** `the candidate was slower`; of a tail `was much slower`. */
  readonly words: string;
}

const total: Timed = { criterion: 'latency', timing: 'total', words: 'the candidate was slower' };
const tail: Timed = { criterion: 'latency_tail', timing: 'tail', words: 'was much slower' };
const start: Timed = {
  criterion: 'stream_start',
  timing: 'first_event',
  words: "the candidate's first event came later",
};
const gap: Timed = {
  criterion: 'stream_gap',
  timing: 'largest_gap',
  words: 'was silent much longer',
};

/** Is the candidate as fast as the reference: in the middle, in the tail, and in its streams? */
export function timingCriteria(under: AreaUnderTest): readonly CriterionResult[] {
  if (!under.judgesTimes) return [];
  const { slower, tail: muchSlower } = under.policy.latency;
  const isTimed = ({ timing }: Timed, margin: TimingMargin): boolean =>
    under.routes.some(({ timings }) => timings.has(timingKey(timing, margin, 'least')));
  return [
    middleCriterion(under, total, unmeasuredWords(under)),
    tailCriterion(under, tail),
    ...(isTimed(start, slower) ? [middleCriterion(under, start, [])] : []),
    ...(isTimed(gap, muchSlower) ? [tailCriterion(under, gap)] : []),
  ];
}

/**
 * Is no more than the allowed share of exchanges slower than the reference by the margin?
 *
 * @param doubts why it does not pass, whatever the share is
 */
function middleCriterion(
  under: AreaUnderTest,
  timed: Timed,
  doubts: readonly string[],
): CriterionResult {
  const { area, passAlpha, alpha, nowMs } = under;
  const { share, ...margin } = under.policy.latency.slower;
  const { least, most } = countedAs(under.routes, timed.timing, margin);
  const [total, atMost] = [rateOf(least), rateOf(most)];
  const countsMost = { total: atMost, blocks: rateBlocks(most, nowMs) };
  const decision = { budget: share, failAlpha: alpha.overTime, passAlpha };
  const ends = {
    forFail: rateOverTime({ total, blocks: rateBlocks(least, nowMs), ...decision }),
    forPass: rateOverTime({ ...countsMost, ...decision }),
  };
  const rate = measuredRate(total, ends, share);
  const slow = slowRoutes(under, timed.timing);
  const judged = slow.length > 0 ? 'fail' : judgeRate(rate);
  const effect = effectOf(countsMost);
  const missing = forecast(atMost, { budget: share, alpha: passAlpha, effect });
  return statement(under, timed, {
    result: judged === 'pass' && doubts.length > 0 ? 'inconclusive' : judged,
    rate,
    missing: judged === 'inconclusive' ? missing : null,
    found:
      `${area}: in ${formatCount(total.k)} of ${formatExchanges(total.n)} with both times ` +
      `${timed.words} ${marginWords(margin)}${perhapsWords(most, least)}; the share is`,
    more: [...routeWords(slow), ...doubts],
  });
}

/** Is the candidate alone much slower about as rarely as the reference alone? */
function tailCriterion(under: AreaUnderTest, timed: Timed): CriterionResult {
  const { area, passAlpha, alpha, nowMs } = under;
  const { share, ...margin } = under.policy.latency.tail;
  const { least, most } = countedAs(under.routes, timed.timing, margin);
  const { n, candidateOnly } = least;
  const { referenceOnly } = most;
  const decision = { budget: share, failAlpha: alpha.overTime, passAlpha };
  const endsOf = (series: PairedSeries): Interval =>
    excessOverTime({ total: series, blocks: pairedBlocks(series, nowMs), ...decision });
  const ends = { forFail: endsOf(least), forPass: endsOf(most) };
  const estimate = n === 0 ? 0 : (candidateOnly - referenceOnly) / n;
  const hits = { n, k: candidateOnly, estimate };
  const rate = measuredRate(hits, ends, share);
  const result = judgeRate(rate);
  const excess = { n: most.n, k: Math.max(0, most.candidateOnly - most.referenceOnly) };
  const missing = forecast(excess, { budget: share, alpha: passAlpha / 2 });
  return statement(under, timed, {
    result,
    rate,
    missing: result === 'inconclusive' ? missing : null,
    found:
      `${area}: of ${formatExchanges(n)} with both times, only the candidate ${timed.words} ` +
      `(${marginWords(margin)}) in ${formatCount(candidateOnly)}${perhapsWords(most, least)}, ` +
      `and only the reference in ${formatCount(referenceOnly)}; the difference is`,
    more: [],
  });
}

interface Found {
  readonly result: VerdictWord;
  readonly rate: MeasuredRate;
  readonly missing: Forecast | null;
  /** The first sentence, up to the interval of the rate. */
  readonly found: string;
  /** The sentences after it. */
  readonly more: readonly string[];
}

function statement(
  { area, routes, nowMs }: AreaUnderTest,
  { criterion }: Timed,
  { result, rate, missing, found, more }: Found,
): CriterionResult {
  const exchanges = missing?.exchanges ?? null;
  const needs =
    result === 'inconclusive'
      ? { exchanges, waitMs: waitMsFor(exchanges, rate.n, routes, nowMs) }
      : null;
  const range = `between ${formatShare(rate.lower)} and ${formatShare(rate.upper)}`;
  const wait = missing?.words(needs?.waitMs ?? null) ?? '';
  const first = `${found} ${range}; ${formatShare(rate.budget)} is allowed${wait}.`;
  return { criterion, area, result, rate, needs, reason: [first, ...more].join(' ') };
}

/** The same exchanges, counted at least and at most against the candidate. */
function countedAs(
  routes: readonly RouteEvidence[],
  timing: Timing,
  margin: TimingMargin,
): Readonly<Record<TimingCount, PairedSeries>> {
  const counted = (as: TimingCount): PairedSeries =>
    sumOfSeries(routes.flatMap(({ timings }) => timings.get(timingKey(timing, margin, as)) ?? []));
  return { least: counted('least'), most: counted('most') };
}

function rateOf({ candidateOnly, n }: PairedSeries): Count {
  return { k: candidateOnly, n };
}

/**
 * In how many more exchanges the candidate may have been slower: Parallax was busy when an answer came, and saw
 * it later.
 */
function perhapsWords(most: PairedSeries, least: PairedSeries): string {
  const perhaps = most.candidateOnly - least.candidateOnly;
  return perhaps > 0 ? `, and perhaps in ${formatCount(perhaps)} more` : '';
}

/** The routes that are proven to be slower on their own. */
function slowRoutes(
  { policy, routes, alpha, rankOf, nowMs }: AreaUnderTest,
  timing: Timing,
): readonly RouteEvidence[] {
  const { share, ...margin } = policy.latency.slower;
  return routes.filter((route) => {
    const series = route.timings.get(timingKey(timing, margin, 'least'));
    if (series === undefined) return false;
    return provenAbove(rateBlocks(series, nowMs), share, alpha.ofRoute(rankOf(route)));
  });
}

/**
 * Says why too few exchanges have both times to pass. Most have them; slow clients leave the others
 * without.
 */
function unmeasuredWords({ area, policy, routes }: AreaUnderTest): readonly string[] {
  const { slower, measuredShareMin } = policy.latency;
  const key = timingKey('total', slower, 'most');
  const answered = sumOf(routes, ({ compared, failed }) => compared - failed);
  const measured = sumOf(routes, ({ timings }) => timings.get(key)?.n ?? 0);
  if (measured >= measuredShareMin * answered) return [];
  return [
    `${area}: ${formatCount(measured)} of ${formatExchanges(answered)} have both times, ` +
      `${formatShare(measured / answered)}; at least ${formatShare(measuredShareMin)} are needed.`,
  ];
}

function marginWords({ factor, extraMs }: TimingMargin): string {
  const by = factor >= 2 ? `more than ${factor} times` : `by more than ${formatShare(factor - 1)}`;
  return `${by} and ${extraMs} ms`;
}

function routeWords(routes: readonly RouteEvidence[]): readonly string[] {
  if (routes.length === 0) return [];
  const named = routes.slice(0, 3).map(({ route }) => route);
  return [`Proven on ${named.join(', ')}${routes.length > named.length ? ' and others' : ''}.`];
}
