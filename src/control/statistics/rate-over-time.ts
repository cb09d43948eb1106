import { lowerEnd } from './block-bets.ts';
import { confidenceSequence, type Count, type Interval } from './confidence-sequence.ts';
import { designEffect } from './design-effect.ts';
import type { PairedCounts } from './paired-excess.ts';
import { stationaryLowerEnd } from './stationary-bound.ts';

/** Where the two ends of a rate are needed, and with what error each. */
export interface Decision {
  /** The rate to decide about, in (0, 1). */
  readonly budget: number;
  /** The chance, over all looks, that the lower end is ever over the true rate. */
  readonly failAlpha: number;
  /** The same for the upper end: that it is ever under the true rate. */
  readonly passAlpha: number;
}

/** What was counted, in all and by block of wall-clock time. */
export interface CountsOverTime<Counts> {
  /** All exchanges, with those of the block that has not ended yet. */
  readonly total: Counts;
  /** The blocks that have ended, in the order of time. */
  readonly blocks: readonly Counts[];
}

/**
 * The lower end has two sources, and each has a share of α. Blocks pay for a smaller share with a
 * few per cent more time, since it enters by its logarithm; the start pays in full proportion.
 */
const blockShare = 0.25;
const startShare = 1 - blockShare;

/**
 * Between which ends a rate lies where exchanges may depend on each other: in bursts, sessions and
 * phases.
 *
 * - `lower` is the better of what {@link lowerEnd} proves from blocks, and {@link stationaryLowerEnd}
 *   from the first exchange on. Both hold at all looks under their own assumptions.
 * - `upper` is that of the confidence sequence for independent exchanges, after both counts are
 *   divided by the measured {@link designEffect}. It is approximate: a dependence that has not
 *   shown up in the counts, as where there was no hit yet, is not allowed for.
 */
export function rateOverTime(counts: CountsOverTime<Count> & Decision): Interval {
  const { budget, failAlpha, passAlpha } = counts;
  return {
    lower: dependentLower(counts, budget, failAlpha),
    upper: scaled(counts, budget, passAlpha).upper,
  };
}

/**
 * The same for a difference of two rates in the same exchanges, P(only the candidate is hit) −
 * P(only the reference is hit), within −1 and 1. Half of each α is for the candidate's rate, and half
 * for the reference's, as in `pairedExcess`.
 */
export function excessOverTime(counts: CountsOverTime<PairedCounts> & Decision): Interval {
  const { budget } = counts;
  const [failAlpha, passAlpha] = [counts.failAlpha / 2, counts.passAlpha / 2];
  const candidate = hitsOf(counts, ({ n, candidateOnly }) => ({ k: candidateOnly, n }));
  const reference = hitsOf(counts, ({ n, referenceOnly }) => ({ k: referenceOnly, n }));
  return {
    lower:
      dependentLower(candidate, budget, failAlpha) - scaled(reference, budget, failAlpha).upper,
    upper: scaled(candidate, budget, passAlpha).upper - scaled(reference, budget, passAlpha).lower,
  };
}

function hitsOf(
  { total, blocks }: CountsOverTime<PairedCounts>,
  hits: (counts: PairedCounts) => Count,
): CountsOverTime<Count> {
  return { total: hits(total), blocks: blocks.map(hits) };
}

/** A lower end that is right whatever exchanges within a block have to do with each other. */
function dependentLower(
  { total, blocks }: CountsOverTime<Count>,
  budget: number,
  alpha: number,
): number {
  return Math.max(
    lowerEnd(blocks, blockShare * alpha),
    stationaryLowerEnd(total, budget, startShare * alpha),
  );
}

/** The confidence sequence for independent exchanges, of counts that the design effect divides. */
function scaled({ total, blocks }: CountsOverTime<Count>, budget: number, alpha: number): Interval {
  const effect = designEffect([...blocks, unfinishedBlock(total, blocks)]);
  return confidenceSequence({ k: total.k / effect, n: total.n / effect }, budget, alpha);
}

/** What was counted since the last block ended. */
function unfinishedBlock(total: Count, blocks: readonly Count[]): Count {
  return blocks.reduce((rest, { k, n }) => ({ k: rest.k - k, n: rest.n - n }), total);
}
