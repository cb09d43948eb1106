import type { Count } from './confidence-sequence.ts';
import { provenAbove } from './block-bets.ts';

/** A value of both deployments in one block of time; blocks are in the order of time. */
export interface BlockPair {
  readonly primary: number;
  readonly candidate: number;
}

/** Each block is one bet of full size, because it is the mean of several readings. */
const blockWeight = 4;

/** The level at a block is the median over this many blocks before it and after it. */
const levelReach = 2;

/** With fewer blocks, the earlier half proves nothing. */
const growthFrom = 12;

/** candidate/primary; if neither has any, they are equal. */
export function ratioOf({ primary, candidate }: BlockPair): number {
  return primary === candidate ? 1 : candidate / primary;
}

/**
 * Whether the ratio is proven to be over `factor`: in more than half of the blocks, by bets that are valid at all
 * times. The null hypothesis is that a block is over the factor with probability ½ at most, given all earlier
 * blocks. The proof needs some sixty blocks that are all over it.
 */
export function provenOver(pairs: readonly BlockPair[], factor: number, alpha: number): boolean {
  return provenHits(
    pairs.map((pair) => ratioOf(pair) > factor),
    alpha,
  );
}

/**
 * How much the candidate has grown, relative to primary, in the second half of the time until each block: the
 * factor between the level at half that time and the block. It is the smaller of the growth of the candidate and
 * that of the ratio, so it is not growth if primary shrinks. The growth of a cache that fills and then stays the
 * same soon becomes zero.
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

/** NaN if there is none. */
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
