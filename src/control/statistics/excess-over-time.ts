import { lowerEnd, provenAbove } from './block-bets.ts';
import type { Count, Interval } from './confidence-sequence.ts';
import type { PairedCounts } from './paired-excess.ts';
import { type CountsOverTime, type Decision, deflated, effectOf } from './rate-over-time.ts';

/**
 * Between which ends a difference of two rates in the same exchanges lies, P(only the candidate is
 * hit) − P(only the reference is hit), where exchanges may depend on each other. Within −1 and 1.
 *
 * - `lower` is the better of two, each with half of the error: the {@link pairedLower} end from
 *   blocks, which finds small differences; and the candidate's own lower end less the reference's
 *   upper one, which finds large ones sooner.
 * - `upper` is that of `pairedExcess`, after the counts are divided by the measured design effects.
 */
export function excessOverTime(counts: CountsOverTime<PairedCounts> & Decision): Interval {
  const { budget, blocks, passAlpha } = counts;
  const pairedAlpha = counts.failAlpha / 2;
  const apartAlpha = counts.failAlpha / 4;
  const candidate = hitsOf(counts, ({ n, candidateOnly }) => ({ k: candidateOnly, n }));
  const reference = hitsOf(counts, ({ n, referenceOnly }) => ({ k: referenceOnly, n }));
  const effects = { candidate: effectOf(candidate), reference: effectOf(reference) };
  const ends = (of: 'candidate' | 'reference', alpha: number): Interval =>
    deflated((of === 'candidate' ? candidate : reference).total, effects[of], budget, alpha);
  // Under the null hypothesis both are alike, so hits that cluster in one cluster in the other.
  const effect = Math.max(effects.candidate, effects.reference);
  const ceiling = deflated(reference.total, effect, budget, apartAlpha).upper;
  const apart = lowerEnd(candidate.blocks, apartAlpha) - ceiling;
  return {
    lower: Math.max(apart, pairedLower(blocks, budget, pairedAlpha)),
    upper: ends('candidate', passAlpha / 2).upper - ends('reference', passAlpha / 2).lower,
  };
}

/** Halvings of the bisection: the result is exact to a thousandth of the budget, or of the excess. */
const halvings = 12;

/**
 * The largest excess that blocks disprove; −1 where they do not even disprove 0. To test an excess e,
 * the reference is credited with e·n hits in a block of n exchanges, and the bets are on the
 * candidate's share of all hits: c/(c + r + e·n), ½ under the null hypothesis. What hits both
 * deployments alike, a bad hour for instance, leaves the share alone.
 */
function pairedLower(blocks: readonly PairedCounts[], budget: number, alpha: number): number {
  const isProven = (excess: number): boolean => {
    const counts = blocks.map(({ n, candidateOnly, referenceOnly }) => ({
      k: candidateOnly,
      n: candidateOnly + referenceOnly + excess * n,
    }));
    return provenAbove(counts, 0.5, alpha);
  };
  // The budget comes first, so that the result is over it exactly if the budget is disproven.
  let [proven, open] = [-1, budget];
  if (isProven(budget)) [proven, open] = [budget, 1];
  else if (isProven(0)) proven = 0;
  else return proven;
  for (let halving = 0; halving < halvings; halving += 1) {
    // Rates are small: the middle of a budget of 0.001 and 1 is taken on a scale of logarithms.
    const middle = proven > 0 ? Math.sqrt(proven * open) : open / 2;
    if (isProven(middle)) proven = middle;
    else open = middle;
  }
  return proven;
}

function hitsOf(
  { total, blocks }: CountsOverTime<PairedCounts>,
  hits: (counts: PairedCounts) => Count,
): CountsOverTime<Count> {
  return { total: hits(total), blocks: blocks.map(hits) };
}
