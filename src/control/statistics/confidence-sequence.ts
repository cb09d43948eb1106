import { logBeta } from './log-beta.ts';

/** The interval of a rate, valid at all times together: `lower` ≤ `upper`, both within 0 and 1. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/** k of n exchanges. Both are counts, 0 ≤ k ≤ n. */
export interface Count {
  readonly k: number;
  readonly n: number;
}

/** Bisection halves the interval; past this many halvings a double has no digits left to gain. */
const halvingsMax = 200;

/**
 * The beta-binomial confidence sequence for a rate: with probability 1 − α it contains the true rate at every
 * evaluation, however many there are and whenever they stop (Howard, Ramdas, McAuliffe, Sekhon, "Time-uniform,
 * nonparametric, nonasymptotic confidence sequences", arXiv 1810.08240). The interval is { p : ln M(p) < ln 1/α
 * }; see {@link logMixture}.
 *
 * @param budget where the interval is to be tightest, in (0, 1): the prior is Beta(½, ½/budget)
 * @param alpha in (0, 1)
 */
export function confidenceSequence(count: Count, budget: number, alpha: number): Interval {
  const { k, n } = count;
  if (n === 0) return { lower: 0, upper: 1 };
  const mixture = logMixture(count, budget);
  const threshold = -Math.log(alpha);
  const outside = (p: number): boolean => mixture(p) >= threshold;
  const estimate = k / n;
  return {
    lower: k === 0 ? 0 : crossing(estimate, 0, outside),
    upper: k === n ? 1 : crossing(estimate, 1, outside),
  };
}

/** Far more than anyone waits for. */
const exchangesMax = 1e12;

/**
 * How many more exchanges bring the upper end of {@link confidenceSequence} under the budget; 0 when
 * it is there, null when no number in reach does.
 *
 * @param rate of hits among those to come, in [0, 1]: 0 when all of them are to be clean
 */
export function exchangesNeeded(
  { k, n }: Count,
  budget: number,
  alpha: number,
  rate: number,
): number | null {
  const threshold = -Math.log(alpha);
  const enough = (more: number): boolean => {
    const later = { k: k + rate * more, n: n + more };
    return later.k < budget * later.n && logMixture(later, budget)(budget) >= threshold;
  };
  if (enough(0)) return 0;
  let tooFew = 0;
  let many = 1;
  while (!enough(many)) {
    if (many > exchangesMax) return null;
    tooFew = many;
    many *= 2;
  }
  while (many - tooFew > 1) {
    const middle = Math.floor((tooFew + many) / 2);
    if (enough(middle)) many = middle;
    else tooFew = middle;
  }
  return many;
}

/**
 * ln M(p) = lnB(k+a, n−k+b) − lnB(a,b) − k·ln p − (n−k)·ln(1−p): how much better the mixture over
 * all rates explains the counts than the rate p does. Convex in p, and at most 0 at p = k/n.
 */
function logMixture({ k, n }: Count, budget: number): (p: number) => number {
  const a = 0.5;
  const b = 0.5 / budget;
  const constant = logBeta(k + a, n - k + b) - logBeta(a, b);
  return (p) => {
    // 0·ln 0 is 0 here: a rate of zero explains zero mismatches perfectly.
    const hits = k === 0 ? 0 : k * Math.log(p);
    const misses = k === n ? 0 : (n - k) * Math.log1p(-p);
    return constant - hits - misses;
  };
}

/** The end of the interval between a rate inside and a rate outside, rounded outward. */
function crossing(inside: number, outside: number, isOutside: (p: number) => boolean): number {
  let near = inside;
  let far = outside;
  for (let halving = 0; halving < halvingsMax; halving += 1) {
    const middle = (near + far) / 2;
    if (middle === near || middle === far) break;
    if (isOutside(middle)) far = middle;
    else near = middle;
  }
  return far;
}
