import type { RouteEvidence } from '../../vocabulary/evidence.ts';
import { fineBlocks, type PairedSeries } from '../../vocabulary/paired-series.ts';
import { lowerEnd, provenAbove } from '../statistics/block-bets.ts';
import { confidenceSequence, type Count } from '../statistics/confidence-sequence.ts';
import { pairedExcess } from '../statistics/paired-excess.ts';
import { steadyLowerEnd } from '../statistics/steady-rate.ts';
import { type AreaUnderTest, rateBlocks, sumOf } from './area-evidence.ts';
import { fieldsTestedMax, type NamedField } from './field-standing.ts';
import { formatCount, formatExchanges } from '../../vocabulary/format.ts';

/** Only the largest excesses decide. */
const noisySignalsMax = 32;
/** The rate at which intervals of noisy fields are tightest: fields that differ often are the hard ones. */
const noisyRate = 0.5;

/**
 * The lower end of an area's mismatch rate: of the confirmed mismatches, valid however they cluster; or of the
 * candidate's excess over primary in one noisy field.
 *
 * @param series all mismatches of the area over time
 */
export function provenLower(under: AreaUnderTest, series: PairedSeries, confirmed: Count): number {
  return Math.max(provenRate(under, series, confirmed), provenExcess(under));
}

function provenRate(under: AreaUnderTest, series: PairedSeries, confirmed: Count): number {
  const { policy, routes, alpha, nowMs } = under;
  const budget = policy.mismatchBudget;
  const byCount = confidenceSequence(confirmed, budget, alpha.overTime).lower;
  if (byCount === 0) return 0;
  // With a noise model, only differences that cannot be noise count before there is evidence over time.
  const k = policy.noise ? sumOf(routes, (route) => route.certain) : series.candidateOnly;
  const steady = fineBlocks(series.blocks).map(({ n, candidateOnly }) => ({ n, k: candidateOnly }));
  const fromTheStart = steadyLowerEnd({ k, n: confirmed.n }, steady, {
    budget,
    times: alpha.timesFromTheStart,
    alpha: alpha.fromTheStart,
  });
  const overTime = lowerEnd(rateBlocks(series, nowMs), alpha.overTime);
  return Math.min(byCount, Math.max(fromTheStart, overTime));
}

function provenExcess({ routes, mismatches, alpha }: AreaUnderTest): number {
  const n = sumOf(routes, (route) => route.judged);
  return [...mismatches.values()]
    .flatMap(({ noisySignals }) => noisySignals)
    .toSorted((a, b) => excessOf(b) - excessOf(a))
    .slice(0, noisySignalsMax)
    .map(({ field }) => pairedExcess({ n, ...field }, noisyRate, alpha.overTime / fieldsTestedMax))
    .reduce((most, { lower }) => Math.max(most, lower), 0);
}

/** How much more often the candidate differs in a field than the secondary does. */
export function excessOf({ field }: NamedField): number {
  return field.candidateOnly - field.referenceOnly;
}

/** A sentence for each route whose own rate is proven to be over the budget. */
export function routesOverBudget(under: AreaUnderTest): readonly string[] {
  return [...under.mismatches].flatMap(([route, { confirmed }]) => {
    if (confirmed === 0 || !isOver(under, route, confirmed)) return [];
    const compared = formatExchanges(route.compared);
    return [`On ${route.route}: ${formatCount(confirmed)} mismatches in ${compared}.`];
  });
}

function isOver(
  { policy, alpha, rankOf, nowMs }: AreaUnderTest,
  route: RouteEvidence,
  confirmed: number,
): boolean {
  const budget = policy.mismatchBudget;
  const own = alpha.ofRoute(rankOf(route));
  const count = { k: confirmed, n: route.compared };
  return (
    confidenceSequence(count, budget, own).lower > budget &&
    provenAbove(rateBlocks(route.mismatches, nowMs), budget, own)
  );
}
