import { lowerEnd } from './block-bets.ts';
import { confidenceSequence, type Count, type Interval } from './confidence-sequence.ts';
import { designEffect } from './design-effect.ts';

/** The rate to decide about, and the errors of the two ends of the interval. */
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
 * The interval of a rate if exchanges may depend on each other: in bursts, sessions and phases.
 *
 * - `lower` is what {@link lowerEnd} proves from blocks, at all looks.
 * - `upper` is that of the confidence sequence for independent exchanges, after both counts are divided by the
 *   measured {@link designEffect}. It is approximate: a dependence that has not shown up in the counts, as where
 *   there was no hit yet, is not allowed for.
 */
export function rateOverTime(counts: CountsOverTime<Count> & Decision): Interval {
  const { budget, failAlpha, passAlpha } = counts;
  return {
    lower: lowerEnd(counts.blocks, failAlpha),
    upper: deflated(counts.total, effectOf(counts), budget, passAlpha).upper,
  };
}

/** The design effect of all exchanges: those since the last block ended are a block, too. */
export function effectOf({ total, blocks }: CountsOverTime<Count>): number {
  const unfinished = blocks.reduce((rest, { k, n }) => ({ k: rest.k - k, n: rest.n - n }), total);
  return designEffect([...blocks, unfinished]);
}

/** The confidence sequence for independent exchanges, of counts that a design effect divides. */
export function deflated({ k, n }: Count, effect: number, budget: number, alpha: number): Interval {
  return confidenceSequence({ k: k / effect, n: n / effect }, budget, alpha);
}
