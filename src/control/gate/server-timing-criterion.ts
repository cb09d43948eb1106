import type { RouteEvidence } from '../../vocabulary/evidence.ts';
import type { PairedSeries } from '../../vocabulary/paired-series.ts';
import type { CriterionResult, MeasuredRate, VerdictWord } from '../../vocabulary/verdict.ts';
import { type ServerWork, serverWorkOf } from '../evidence/server-work.ts';
import { provenAbove } from '../statistics/block-bets.ts';
import { excessOverTime } from '../statistics/excess-over-time.ts';
import { pairedExcess } from '../statistics/paired-excess.ts';
import { effectOf, rateOverTime } from '../statistics/rate-over-time.ts';
import { type AreaUnderTest, pairedBlocks, rateBlocks, sumOf, waitMsFor } from './area-evidence.ts';
import { type Forecast, forecast } from './forecast.ts';
import { judgeRate, measuredRate } from './judge-rate.ts';
import { ofName } from './spend-alpha.ts';
import { formatCount, formatExchanges, formatShare } from '../../vocabulary/format.ts';
import { marginWords, meansWords, routeWorkWords } from './work-words.ts';

/** A metric that fewer answers of an area state may fail it, but does not keep it from passing. */
const rareShare = 0.01;
/** Routes with fewer exchanges do not keep the gate from passing. */
const doubtedFrom = 20;

/** The result for one metric of an area, with the routes on which the candidate needs more. */
interface JudgedWork {
  readonly work: ServerWork;
  readonly result: VerdictWord;
  readonly rate: MeasuredRate;
  readonly missing: Forecast;
  readonly proven: readonly RouteEvidence[];
  /** Not proven over time yet, but more than chance explains in independent exchanges. */
  readonly doubted: readonly RouteEvidence[];
}

/**
 * Does the candidate need no more than the reference, by what both state in `Server-Timing`?
 *
 * A duration is judged as the response time is, by the same margin: the share of exchanges in which the candidate
 * needs longer. A count, such as that of queries, is judged as the tail is: how much more often only the
 * candidate needs more than only the reference, so that random cache misses on both sides cancel out.
 *
 * The error of the criterion is split over the names in the order in which they were first stated, so that those
 * that appear later have their share from the start; see `ofName`.
 *
 * A count is hardly ever larger by chance. If it is clearly larger on a route, the gate does not pass, even
 * before blocks of time prove it: a candidate with empty caches gets time to fill them, and one that makes 52
 * queries in place of 2 is named at once.
 */
export function serverTimingCriterion(under: AreaUnderTest): readonly CriterionResult[] {
  const works = serverWorkOf(under.routes, under.policy.latency).filter(
    ({ unit }) => unit !== 'ms' || under.judgesTimes,
  );
  if (works.length === 0) return [];
  const byRoute = new Map(
    under.routes.map((route) => [route, serverWorkOf([route], under.policy.latency)]),
  );
  const worksOf = (route: RouteEvidence): readonly ServerWork[] => byRoute.get(route) ?? [];
  const judged = works.map((work, at) => judgeWork(under, work, ofName(at + 1), worksOf));
  const worst = judged.toSorted((a, b) => severityOf(b) - severityOf(a))[0];
  return worst === undefined ? [] : [statement(under, judged, worst)];
}

function judgeWork(
  under: AreaUnderTest,
  work: ServerWork,
  nameShare: number,
  worksOf: (route: RouteEvidence) => readonly ServerWork[],
): JudgedWork {
  const { routes, alpha, rankOf } = under;
  const answered = sumOf(routes, ({ compared, failed }) => compared - failed);
  const rate = rateOf(under, work.series, work, alpha.overTime * nameShare);
  const [proven, doubted]: [RouteEvidence[], RouteEvidence[]] = [[], []];
  for (const route of routes) {
    const ofRoute = worksOf(route).find(
      ({ name, unit }) => name === work.name && unit === work.unit,
    );
    if (ofRoute === undefined) continue;
    const routeAlpha = alpha.ofRoute(rankOf(route)) * nameShare;
    if (isProven(under, ofRoute, routeAlpha)) proven.push(route);
    else if (isDoubted(under, ofRoute)) doubted.push(route);
  }
  const ofArea = judgeRate(rate);
  const isRare = work.series.n < rareShare * answered;
  const result =
    proven.length > 0 || ofArea === 'fail'
      ? 'fail'
      : doubted.length > 0
        ? 'inconclusive'
        : isRare
          ? 'pass'
          : ofArea;
  return { work, result, rate, missing: missingOf(under, work, rate), proven, doubted };
}

/**
 * The interval of the share of exchanges in which the candidate needs more; for a count, minus that of the
 * reference.
 */
function rateOf(
  { passAlpha, nowMs, policy: { latency } }: AreaUnderTest,
  series: PairedSeries,
  { unit }: Pick<ServerWork, 'unit'>,
  failAlpha: number,
): MeasuredRate {
  const { n, candidateOnly, referenceOnly } = series;
  if (unit === 'ms') {
    const budget = latency.slower.share;
    const total = { n, k: candidateOnly };
    const decision = { budget, failAlpha, passAlpha };
    const interval = rateOverTime({ total, blocks: rateBlocks(series, nowMs), ...decision });
    return measuredRate(total, { forFail: interval, forPass: interval }, budget);
  }
  const budget = latency.counted.share;
  const decision = { budget, failAlpha, passAlpha };
  const interval = excessOverTime({
    total: series,
    blocks: pairedBlocks(series, nowMs),
    ...decision,
  });
  const hits = { n, k: candidateOnly, estimate: n === 0 ? 0 : (candidateOnly - referenceOnly) / n };
  return measuredRate(hits, { forFail: interval, forPass: interval }, budget);
}

function isProven(under: AreaUnderTest, { series, unit }: ServerWork, alpha: number): boolean {
  const { latency } = under.policy;
  if (unit === 'ms')
    return provenAbove(rateBlocks(series, under.nowMs), latency.slower.share, alpha);
  // Most routes have no such exchange, so the bets are not computed.
  if (series.candidateOnly <= latency.counted.share * series.n) return false;
  return rateOf(under, series, { unit }, alpha).lower > latency.counted.share;
}

function isDoubted(under: AreaUnderTest, { series, unit }: ServerWork): boolean {
  const { share } = under.policy.latency.counted;
  if (unit === 'ms' || series.n < doubtedFrom || series.candidateOnly <= share * series.n)
    return false;
  const blocks = rateBlocks(series, under.nowMs);
  const effect = effectOf({ total: { n: series.n, k: series.candidateOnly }, blocks });
  const clusters = {
    n: series.n / effect,
    candidateOnly: series.candidateOnly / effect,
    referenceOnly: series.referenceOnly / effect,
  };
  return pairedExcess(clusters, share, under.passAlpha).lower > share;
}

/** How many more exchanges bring the upper end under the budget. */
function missingOf(
  { passAlpha, policy: { latency } }: AreaUnderTest,
  { series, unit }: ServerWork,
  rate: MeasuredRate,
): Forecast {
  const { n, candidateOnly, referenceOnly } = series;
  if (unit === 'ms') {
    return forecast({ n, k: candidateOnly }, { budget: latency.slower.share, alpha: passAlpha });
  }
  if (candidateOnly + referenceOnly === 0) {
    return forecast({ n, k: 0 }, { budget: latency.counted.share, alpha: passAlpha / 2 });
  }
  // Random differences of both sides cancel out, but their spread does not: it falls as 1/√n.
  const room = rate.budget - rate.estimate;
  const exchanges =
    room > 0 ? Math.ceil(n * Math.max(0, ((rate.upper - rate.estimate) / room) ** 2 - 1)) : null;
  return { exchanges, words: () => spreadWords(exchanges) };
}

function spreadWords(exchanges: number | null): string {
  return exchanges === null
    ? '; at this rate more exchanges do not help'
    : `; about ${formatExchanges(exchanges)} more are needed`;
}

const severity: Readonly<Record<VerdictWord, number>> = { pass: 0, inconclusive: 2, fail: 4 };

/** How much it keeps the area from passing; of two equal ones, the one farther over its budget ranks higher. */
function severityOf({ result, proven, doubted, rate }: JudgedWork): number {
  const named = proven.length + doubted.length > 0 ? 1 : 0;
  return severity[result] + named + Math.min(1, rate.upper / rate.budget) / 2;
}

function statement(
  under: AreaUnderTest,
  judged: readonly JudgedWork[],
  worst: JudgedWork,
): CriterionResult {
  const { area, routes, nowMs } = under;
  const { result, rate, doubted, missing } = worst;
  const exchanges = doubted.length > 0 ? null : missing.exchanges;
  const needs =
    result === 'inconclusive'
      ? { exchanges, waitMs: waitMsFor(exchanges, rate.n, routes, nowMs) }
      : null;
  const isWaiting = result === 'inconclusive' && doubted.length === 0;
  const found = judged
    .filter((one) => one.result !== 'pass')
    .flatMap(({ work, proven, doubted: open }) =>
      [...proven, ...open].map((route) => routeWorkWords(route, work, under.policy.latency)),
    );
  const named = found.slice(0, findingsShown);
  const more = found.length - named.length;
  const reason = [
    ...named,
    ...(more > 0 ? [`The same holds for ${formatCount(more)} more.`] : []),
    ...(result === 'inconclusive' && doubted.length > 0 ? [notByChance] : []),
    shareSentence(under, worst, isWaiting ? missing.words(needs?.waitMs ?? null) : ''),
    `${area}: ${judged.map(({ work }) => meansWords(work)).join(', ')} (primary → candidate).`,
  ];
  return { criterion: 'server_timing', area, result, rate, needs, reason: reason.join(' ') };
}

const findingsShown = 3;
const notByChance =
  'Chance does not explain this: the candidate cannot pass with it, and fails once blocks of time prove it.';

function shareSentence(
  { area, policy: { latency } }: AreaUnderTest,
  { work, rate }: JudgedWork,
  wait: string,
): string {
  const { name, unit, series } = work;
  const margin = marginWords(unit, latency);
  const range = `between ${formatShare(Math.max(0, rate.lower))} and ${formatShare(rate.upper)}`;
  const allowed = `${range}; ${formatShare(rate.budget)} is allowed${wait}.`;
  if (unit === 'ms') {
    return (
      `${area}: in ${formatCount(series.candidateOnly)} of ${formatExchanges(series.n)} with ${name} the ` +
      `candidate needed ${margin}; the share is ${allowed}`
    );
  }
  return (
    `${area}: in ${formatExchanges(series.n)} with ${name}, only the candidate needed ${margin} ` +
    `${formatCount(series.candidateOnly)} times, only the reference ${formatCount(series.referenceOnly)} ` +
    `times; the difference is ${allowed}`
  );
}
