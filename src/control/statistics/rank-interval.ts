import { confidenceSequence } from './confidence-sequence.ts';

/** Ranks in ascending order, from 1. Rank 0: below all observations; n + 1: above all of them. */
export interface RankInterval {
  readonly lowerRank: number;
  readonly upperRank: number;
}

/**
 * Between which of n observations a quantile lies, valid at all times together, for any distribution. The number
 * of observations at or below the quantile q is binomial with rate q, so the ranks whose confidence sequence
 * (arXiv 1810.08240, applied to a quantile as in arXiv 1906.09712) does not hold q are ruled out.
 *
 * @param quantile in (0, 1)
 * @param n observations
 * @param alpha in (0, 1)
 */
export function rankInterval(quantile: number, n: number, alpha: number): RankInterval {
  // Tightest when the rate is the rarer side's: above a high quantile, below a low one.
  const isHigh = quantile > 0.5;
  const rate = isHigh ? 1 - quantile : quantile;
  const holds = (k: number): boolean => {
    const { lower, upper } = confidenceSequence({ k, n }, rate, alpha);
    return lower <= rate && rate <= upper;
  };
  const middle = Math.round(rate * n);
  const fewest = lastHolding(middle, 0, holds);
  const most = lastHolding(middle, n, holds);
  return isHigh
    ? { lowerRank: n - most, upperRank: n - fewest + 1 }
    : { lowerRank: fewest, upperRank: most + 1 };
}

/** The count farthest from `from`, toward `end`, that still holds. */
function lastHolding(from: number, end: number, holds: (k: number) => boolean): number {
  if (holds(end)) return end;
  let inside = from;
  let outside = end;
  while (Math.abs(outside - inside) > 1) {
    const middle = Math.floor((inside + outside) / 2);
    if (holds(middle)) inside = middle;
    else outside = middle;
  }
  return inside;
}
