import { provenAbove } from './block-bets.ts';

/** What one side did in a block of time: a sum, and of how many exchanges. */
export interface SumPer {
  readonly sum: number;
  readonly per: number;
}

/** The same block of time of both sides. */
export interface RatioBlock {
  readonly primary: SumPer;
  readonly candidate: SumPer;
}

/** The candidate's sum for each exchange, as a multiple of primary's. */
export interface BlockRatio {
  /** Whether the ratio is proven to be over the factor. */
  readonly isProven: boolean;
  /** The ends of a confidence interval; 0 and infinity where nothing is known. */
  readonly lower: number;
  /** Of all blocks together; null where primary's sum is zero or nothing was counted. */
  readonly estimate: number | null;
  readonly upper: number;
}

export interface BlockRatioDecision {
  /** Over 0. */
  readonly factor: number;
  /** The error of {@link BlockRatio.isProven} and of the lower end. */
  readonly failAlpha: number;
  /** The error of the upper end. */
  readonly passAlpha: number;
}

/** How steeply a block speaks for one side: at 4, a block that is 1.5 times the factor has 5/6 of a full share. */
const steepness = 4;

/** Ends are looked for between 2⁻²⁰ and 2²⁰ times, in so many halvings: exact to a hundredth. */
const widest = 2 ** 20;
const halvings = 12;

/**
 * Whether the ratio of two rates is over a factor, by bets on blocks of time ({@link provenAbove}).
 *
 * Each block has one number, r⁴/(r⁴ + f⁴) for a ratio r and the factor f: it is ½ where r = f, and
 * lies between 0 and 1 whatever happens in the block. The null hypothesis is that its expectation, given the blocks
 * before it, is ½ at most, as it is where the logarithm of r lies symmetrically around that of f or
 * below. What happens within a block may depend on itself in any way, and the bets shrink where blocks
 * follow their predecessors. The result may be looked at as often as one likes.
 *
 * Blocks in which one side served nothing are left out, as are those in which both sums are zero. A few
 * blocks with large sums can move the ratio of all blocks to one side and most blocks to the other: so nothing is proven
 * above what the ratio of all blocks is, and the interval contains it.
 *
 * @param blocks in the order of time, without negative numbers
 */
export function blockRatio(
  blocks: readonly RatioBlock[],
  { factor, failAlpha, passAlpha }: BlockRatioDecision,
): BlockRatio {
  const measured = blocks.filter(isMeasured);
  const estimate = ratioOfAll(measured);
  if (measured.length === 0) return { isProven: false, lower: 0, estimate, upper: Infinity };
  const isAbove = (one: number): boolean => isProvenAbove(measured, one, failAlpha);
  const others = measured.map(swapped);
  const most = estimate ?? Infinity;
  const isProven = most > factor && isAbove(factor);
  const lower = Math.min(most, largestProven(isAbove, factor));
  const inverse = largestProven((one) => isProvenAbove(others, one, passAlpha), 1 / factor);
  const upper = Math.max(estimate ?? Infinity, 1 / inverse);
  return { isProven, lower, estimate, upper };
}

function isMeasured({ primary, candidate }: RatioBlock): boolean {
  return primary.per > 0 && candidate.per > 0 && primary.sum + candidate.sum > 0;
}

function ratioOfAll(blocks: readonly RatioBlock[]): number | null {
  const primary = { sum: 0, per: 0 };
  const candidate = { sum: 0, per: 0 };
  for (const block of blocks) {
    primary.sum += block.primary.sum;
    primary.per += block.primary.per;
    candidate.sum += block.candidate.sum;
    candidate.per += block.candidate.per;
  }
  if (primary.sum === 0 || candidate.per === 0) return null;
  return candidate.sum / candidate.per / (primary.sum / primary.per);
}

function isProvenAbove(blocks: readonly RatioBlock[], factor: number, alpha: number): boolean {
  const counts = blocks.map(({ primary, candidate }) => {
    const own = (candidate.sum / candidate.per) ** steepness;
    const held = ((factor * primary.sum) / primary.per) ** steepness;
    // A block with few exchanges is a small bet.
    const n = primary.per + candidate.per;
    return { k: n * shareOf(own, held), n };
  });
  return provenAbove(counts, 0.5, alpha);
}

/** Large numbers to the fourth power may be infinite, and small ones zero. */
function shareOf(own: number, held: number): number {
  if (own === held) return 0.5;
  return own === Infinity ? 1 : held === Infinity ? 0 : own / (own + held);
}

function swapped({ primary, candidate }: RatioBlock): RatioBlock {
  return { primary: candidate, candidate: primary };
}

/**
 * The largest factor that is proven; 0 where none is. What is asked comes first, so that the end is at the
 * factor or above exactly if the factor is proven.
 */
function largestProven(isProven: (factor: number) => boolean, asked: number): number {
  let [proven, open] = isProven(asked) ? [asked, widest] : [1 / widest, asked];
  if (!isProven(proven)) return 0;
  for (let halving = 0; halving < halvings; halving += 1) {
    const middle = Math.sqrt(proven * open);
    if (isProven(middle)) proven = middle;
    else open = middle;
  }
  return proven;
}
