import type { Count } from './confidence-sequence.ts';

/** The capital is split evenly over this many bets, each half as large as the one before. */
const betSizes = 5;

/** The largest share of its capital that the largest bet may lose in one block. */
const stakeMax = 0.75;
/** The share if blocks are so similar to their predecessor that each adds almost nothing. */
const stakeMin = 0.05;

/** The serial correlation of blocks that is assumed at first, and how many blocks outweigh it. */
const assumedCorrelation = 0.65;
const assumedBlocks = 24;

/** A block with fewer expected hits than this gets a smaller bet. */
const fullBetHits = 2;

/** A block as the bets see it. All but `share` is known before the block's hits are counted. */
interface Round {
  readonly n: number;
  /** k/n, in [0, 1]. */
  readonly share: number;
  /** Exchanges per block on average, this block included. */
  readonly typicalN: number;
  /** The largest share of the capital to lose, in [stakeMin, stakeMax]. */
  readonly stake: number;
}

/**
 * Whether the rate is proven to be over `mean`, by betting on blocks of time (Waudby-Smith and
 * Ramdas, "Estimating means of bounded random variables by betting", arXiv 2010.09686). The null
 * hypothesis is that the expected share of hits in a block, given all blocks before it and the number
 * of exchanges in it, is `mean` at most. Exchanges within a block may depend on each other in any
 * way. Under the null hypothesis the capital is a non-negative supermartingale that starts at 1, and
 * reaches 1/α at any time with probability α at most (Ville's inequality). The result stays true
 * when more blocks follow.
 *
 * @param blocks in the order of time, of any length
 * @param mean in (0, 1]
 * @param alpha in (0, 1)
 */
export function provenAbove(blocks: readonly Count[], mean: number, alpha: number): boolean {
  return capitalReaches(1 / alpha, roundsOf(blocks), mean);
}

/** Halvings of the bisection: the result is exact to 2⁻³⁰ of the largest share. */
const halvings = 30;

/** The largest mean for which {@link provenAbove} is true, rounded down; 0 where there is none. */
export function lowerEnd(blocks: readonly Count[], alpha: number): number {
  const rounds = roundsOf(blocks);
  let proven = 0;
  let open = rounds.reduce((largest, { share }) => Math.max(largest, share), 0);
  // The capital falls as the mean grows, so what is proven for a mean is proven for smaller ones.
  for (let halving = 0; halving < halvings && open > 0; halving += 1) {
    const middle = (proven + open) / 2;
    if (capitalReaches(1 / alpha, rounds, middle)) proven = middle;
    else open = middle;
  }
  return proven;
}

/** Without empty blocks: they contain no information about the rate. */
function roundsOf(blocks: readonly Count[]): Round[] {
  const rounds: Round[] = [];
  const stakeOf = stakesFromPast();
  let exchanges = 0;
  for (const { k, n } of blocks) {
    if (n === 0) continue;
    exchanges += n;
    const share = k / n;
    const typicalN = exchanges / (rounds.length + 1);
    rounds.push({ n, share, typicalN, stake: stakeOf(share) });
  }
  return rounds;
}

/**
 * How much to stake on a block, from the blocks before it: a bet may depend on the past in any way.
 * With a serial correlation ρ of neighbouring blocks, a block adds (1−ρ)/(1+ρ) of what an
 * independent one adds, and the stake shrinks by that factor. So a bad hour of six blocks does not
 * count as six proofs.
 */
function stakesFromPast(): (share: number) => number {
  let count = 0;
  let mean = 0;
  let squares = 0;
  let products = 0;
  let deviationBefore = 0;
  return (share) => {
    const measured = squares > 0 ? products / squares : assumedCorrelation;
    const correlation =
      (measured * count + assumedCorrelation * assumedBlocks) / (count + assumedBlocks);
    const stake = (stakeMax * (1 - correlation)) / (1 + correlation);
    count += 1;
    const surprise = share - mean;
    mean += surprise / count;
    squares += surprise * (share - mean);
    products += (share - mean) * deviationBefore;
    deviationBefore = share - mean;
    return Math.min(stakeMax, Math.max(stakeMin, stake));
  };
}

/** Whether the capital, split over the bets, is ever `goal` times what it was at the start. */
function capitalReaches(goal: number, rounds: readonly Round[], mean: number): boolean {
  const capitals = new Float64Array(betSizes).fill(1 / betSizes);
  for (const { n, share, typicalN, stake } of rounds) {
    // (share − mean)/mean is −1 at least; the weight is n/typicalN, less where hits are rare.
    const weightPerMean = Math.min(1 / mean, n / Math.max(typicalN * mean, fullBetHits));
    let bet = stake * weightPerMean * (share - mean);
    let total = 0;
    for (let size = 0; size < betSizes; size += 1) {
      const capital = (capitals[size] ?? 0) * (1 + bet);
      capitals[size] = capital;
      total += capital;
      bet /= 2;
    }
    if (total >= goal) return true;
  }
  return false;
}
