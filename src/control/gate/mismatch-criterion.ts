import type { RouteEvidence } from '../../vocabulary/evidence.ts';
import { fineBlocks, type PairedSeries, sumOfSeries } from '../../vocabulary/paired-series.ts';
import type { CriterionResult } from '../../vocabulary/verdict.ts';
import { lowerEnd, provenAbove } from '../statistics/block-bets.ts';
import { confidenceSequence, type Count } from '../statistics/confidence-sequence.ts';
import { designEffect } from '../statistics/design-effect.ts';
import { pairedExcess } from '../statistics/paired-excess.ts';
import { steadyLowerEnd } from '../statistics/steady-rate.ts';
import { type AreaUnderTest, rateBlocks, sumOf, waitMsFor } from './area-evidence.ts';
import { judgeFields, type NamedField, type RouteMismatches } from './field-standing.ts';
import { forecast } from './forecast.ts';
import { judgeRate, measuredRate } from './judge-rate.ts';
import { noiseBound } from './noise-bound.ts';
import { countWords, exchangeWords, shareWords } from './words.ts';

/** A union bound over every field there can be: 500 routes with 200 fields each. */
const fieldsTestedMax = 100_000;

/** The largest alone decide. */
const noisySignalsMax = 32;
/** Where intervals of noisy fields are to be tightest: those that differ often are the hard ones. */
const noisyRate = 0.5;

const noneAccepted: ReadonlySet<string> = new Set();

interface AreaMismatches {
  readonly byRoute: readonly { readonly route: RouteEvidence; readonly found: RouteMismatches }[];
  readonly confirmed: number;
  readonly suspected: number;
}

/**
 * Are mismatches rarer than their budget, in the area and on each of its routes? A candidate fails on
 * what is proven and passes on all that is not disproven.
 *
 * Fail: more than the budget is *confirmed*, exchange by exchange, and besides that holds where
 * mismatches come in bursts or sessions: over blocks of time, for the area or for one route; or from
 * the start, where the rate is a multiple of the budget that no run of bad luck explains.
 *
 * Pass: the upper end for the *suspected* mismatches, all but noise, widened by how much they cluster,
 * together with what noise may hide, is under the budget.
 */
export function mismatchCriterion(under: AreaUnderTest): CriterionResult {
  const { area, policy, routes, passAlpha, nowMs } = under;
  const budget = policy.mismatchBudget;
  const n = sumOf(routes, (route) => route.compared);
  const mismatches = mismatchesOf(under);
  const series = sumOfSeries(routes.map((route) => route.mismatches));
  const blocks = rateBlocks(series, nowMs);
  const lower = Math.max(
    provenRate(under, series, { k: mismatches.confirmed, n }),
    provenExcess(under, mismatches),
  );
  // Noise counts as mismatches until it is known: where none is left, nothing clusters.
  const effect = mismatches.suspected === 0 ? 1 : designEffect(blocks);
  const bound = noiseBound(
    under,
    mismatches.byRoute.flatMap(({ found }) => found.vagueNoise),
  );
  const clustered = { k: mismatches.suspected / effect, n: n / effect };
  const forPass = confidenceSequence(clustered, budget, passAlpha);
  const rate = measuredRate(
    { n, k: mismatches.suspected },
    {
      forFail: { lower, upper: 1 },
      forPass: { lower: 0, upper: Math.min(1, forPass.upper + bound.upper) },
    },
    budget,
  );
  const overBudget = routesOverBudget(under, mismatches);
  const result = overBudget.length > 0 ? 'fail' : judgeRate(rate);
  const missing = forecast({
    count: clustered,
    budget,
    alpha: passAlpha,
    effect,
    isHopeless: bound.upper >= budget,
  });
  const needs =
    result === 'inconclusive'
      ? { exchanges: missing.exchanges, waitMs: waitMsFor(missing.exchanges, n, routes, nowMs) }
      : null;
  return {
    criterion: 'mismatches',
    area,
    result,
    rate,
    needs,
    reason: [
      `${area}: ${countWords(mismatches.suspected)} mismatches in ${exchangeWords(n)}; the rate is ` +
        `between ${shareWords(rate.lower)} and ${shareWords(rate.upper)}, the budget ` +
        `${shareWords(budget)}${needs === null ? '' : missing.words(needs.waitMs)}.`,
      ...(routes.length > 1 ? overBudget.slice(0, 3) : []),
      ...(policy.noise ? doubtWords(under, mismatches) : []),
      ...bound.sentences,
    ].join(' '),
  };
}

/** What is judged of the fields of one route of the area. */
export function judgeRoute(under: AreaUnderTest, route: RouteEvidence): RouteMismatches {
  return judgeFields(route, {
    noise: under.policy.noise,
    alpha: under.alpha.overTime / (2 * fieldsTestedMax),
    accepted: under.accepted.get(route.route) ?? noneAccepted,
    nowMs: under.nowMs,
  });
}

function mismatchesOf(under: AreaUnderTest): AreaMismatches {
  const byRoute = under.routes.map((route) => ({ route, found: judgeRoute(under, route) }));
  return {
    byRoute,
    confirmed: byRoute.reduce((sum, { found }) => sum + found.confirmed, 0),
    suspected: byRoute.reduce((sum, { found }) => sum + found.suspected, 0),
  };
}

/** The lower end of the area's rate: of what is confirmed, and holds however mismatches cluster. */
function provenRate(under: AreaUnderTest, series: PairedSeries, confirmed: Count): number {
  const { policy, routes, alpha, nowMs } = under;
  const budget = policy.mismatchBudget;
  const byCount = confidenceSequence(confirmed, budget, alpha.overTime).lower;
  if (byCount === 0) return 0;
  // With a noise model, only what no noise looks like counts before there is evidence over time.
  const k = policy.noise ? sumOf(routes, (route) => route.certain) : series.candidateOnly;
  const steady = fineBlocks(series.blocks).map(({ n, candidateOnly }) => ({ n, k: candidateOnly }));
  const fromTheStart = steadyLowerEnd({ k, n: confirmed.n }, steady, budget, alpha.fromTheStart);
  const overTime = lowerEnd(rateBlocks(series, nowMs), alpha.overTime);
  return Math.min(byCount, Math.max(fromTheStart, overTime));
}

/** The lower end of what the candidate has of one noisy field beyond what primary has. */
function provenExcess({ routes, alpha }: AreaUnderTest, { byRoute }: AreaMismatches): number {
  const n = sumOf(routes, (route) => route.judged);
  const signals = byRoute.flatMap(({ found }) => found.noisySignals);
  return signals
    .toSorted((a, b) => excessOf(b) - excessOf(a))
    .slice(0, noisySignalsMax)
    .map(({ field }) => pairedExcess({ n, ...field }, noisyRate, alpha.overTime / fieldsTestedMax))
    .reduce((most, { lower }) => Math.max(most, lower), 0);
}

/** A sentence for each route whose own rate is proven to be over the budget. */
function routesOverBudget(
  { policy, alpha, rankOf, nowMs }: AreaUnderTest,
  { byRoute }: AreaMismatches,
): readonly string[] {
  const budget = policy.mismatchBudget;
  return byRoute.flatMap(({ route, found }) => {
    if (found.confirmed === 0) return [];
    const own = alpha.ofRoute(rankOf(route));
    const count = { k: found.confirmed, n: route.compared };
    const isOver =
      confidenceSequence(count, budget, own).lower > budget &&
      provenAbove(rateBlocks(route.mismatches, nowMs), budget, own);
    if (!isOver) return [];
    return [`On ${route.route}: ${countWords(count.k)} mismatches in ${exchangeWords(count.n)}.`];
  });
}

function doubtWords(
  { routes }: AreaUnderTest,
  { byRoute, confirmed, suspected }: AreaMismatches,
): readonly string[] {
  const sentences: string[] = [];
  const signals = byRoute.flatMap(({ found }) => found.noisySignals);
  const [first] = signals.toSorted((a, b) => excessOf(b) - excessOf(a));
  if (first !== undefined) {
    const { candidateOnly, referenceOnly } = first.field;
    sentences.push(
      `On ${first.route}, ${first.key} differs more often than noise explains: only in the ` +
        `candidate ${countWords(candidateOnly)} times, only in the secondary ` +
        `${countWords(referenceOnly)} times.`,
    );
  }
  if (suspected > confirmed) {
    const doubtful = countWords(suspected - confirmed);
    sentences.push(`${doubtful} of the mismatches may still turn out to be noise.`);
    if (sumOf(routes, (route) => route.judged) === 0) {
      sentences.push('Noise is on, but the secondary has not answered any exchange yet.');
    }
  }
  return sentences;
}

function excessOf({ field }: NamedField): number {
  return field.candidateOnly - field.referenceOnly;
}
