import type { Count } from './confidence-sequence.ts';
import { provenAbove } from './block-bets.ts';

/** The same thing of both deployments in one block of time, in the order of time. */
export interface BlockPair {
  readonly primary: number;
  readonly candidate: number;
}

/** A block is one bet of full size: it is the mean of several readings. */
const blockWeight = 4;

/** So many blocks before the one that a block is compared with, and behind it, are its level. */
const levelReach = 2;

/** So few blocks have no earlier half that says anything. */
const growthFrom = 12;

/** candidate/primary; where neither has any, they are equal. */
export function ratioOf({ primary, candidate }: BlockPair): number {
  return primary === candidate ? 1 : candidate / primary;
}

/**
 * Whether the ratio is proven to be over `factor`: in more than half of the blocks, by bets that may be looked at
 * as often as one likes. The null hypothesis is that, whatever came before, a block is over it with
 * probability ½ at most. It takes some sixty blocks that all are.
 */
export function provenOver(pairs: readonly BlockPair[], factor: number, alpha: number): boolean {
  return provenHits(
    pairs.map((pair) => ratioOf(pair) > factor),
    alpha,
  );
}

/**
 * By how much the candidate has grown in the later half of the time until each block, beyond primary: the factor
 * between the level at half that time and the block. It is the smaller one of what the candidate grew by and
 * what the ratio did, so that it is no growth if primary shrinks. What fills and then stays the same, such
 * as a cache, soon has grown by none.
 */
export function growthOver(pairs: readonly BlockPair[]): readonly number[] {
  const ratios = pairs.map(ratioOf);
  const candidates = pairs.map(({ candidate }) => candidate);
  const growth: number[] = [];
  for (let at = growthFrom; at < pairs.length; at += 1) {
    const half = Math.floor(at / 2);
    const levelOf = (values: readonly number[]): number =>
      medianOf(values.slice(half - levelReach, half + levelReach + 1));
    const [ratio = 0, candidate = 0] = [ratios[at], candidates[at]];
    growth.push(Math.min(ratio / levelOf(ratios), candidate / levelOf(candidates)));
  }
  return growth;
}

/** Whether such growth is proven to be over `factor`, in the same way. */
export function provenGrowth(pairs: readonly BlockPair[], factor: number, alpha: number): boolean {
  return provenHits(
    growthOver(pairs).map((growth) => growth > factor),
    alpha,
  );
}

/** NaN where there is none. */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = Number.NaN, high = Number.NaN] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
}

function provenHits(hits: readonly boolean[], alpha: number): boolean {
  const blocks = hits.map((isHit): Count => ({ k: isHit ? blockWeight : 0, n: blockWeight }));
  return provenAbove(blocks, 1 / 2, alpha);
}
