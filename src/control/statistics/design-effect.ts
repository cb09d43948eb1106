import type { Count } from './confidence-sequence.ts';

/** Longer blocks are looked at as long as there are this many of them. */
const mergedBlocksMin = 8;

/**
 * How many times more the hits vary from block to block than independent exchanges would, 1 at
 * least. k/D hits of n/D exchanges then say as much as k of n dependent ones (Rao and Scott, "A
 * simple method for the analysis of clustered binary data", Biometrics 48 (1992)):
 * `D = B/(B−1) · Σ(kᵢ − p·nᵢ)² / (n·p·(1−p))`, a ratio estimator, in which a block of few exchanges
 * has little weight. Neighbouring blocks are merged again and again while
 * {@link mergedBlocksMin} remain, and the largest D is taken: phases that last longer than a block
 * show up in the longer ones. A D that comes from few clusters of hits is itself uncertain, so what
 * it has over 1 is raised by its relative standard error, 1/√(number of clusters).
 *
 * @param blocks in the order of time
 */
export function designEffect(blocks: readonly Count[]): number {
  let merged = blocks.filter(({ n }) => n > 0);
  let largest = Math.max(1, dispersion(merged));
  while (merged.length >= 2 * mergedBlocksMin) {
    merged = mergePairs(merged);
    largest = Math.max(largest, dispersion(merged));
  }
  const hits = blocks.reduce((sum, { k }) => sum + k, 0);
  const clusters = hits / largest;
  return largest === 1 ? 1 : largest + (largest - 1) / Math.sqrt(clusters);
}

/** 1 if nothing can be measured: with fewer than two blocks, or if all exchanges are hits or none is. */
function dispersion(blocks: readonly Count[]): number {
  const hits = blocks.reduce((sum, { k }) => sum + k, 0);
  const exchanges = blocks.reduce((sum, { n }) => sum + n, 0);
  if (blocks.length < 2 || hits === 0 || hits === exchanges) return 1;
  const rate = hits / exchanges;
  const squares = blocks.reduce((sum, { k, n }) => sum + (k - rate * n) ** 2, 0);
  const correction = blocks.length / (blocks.length - 1);
  return (correction * squares) / (exchanges * rate * (1 - rate));
}

/** Blocks of twice the length. The last one stays single where their number is odd. */
function mergePairs(blocks: readonly Count[]): Count[] {
  const pairs: Count[] = [];
  for (let first = 0; first < blocks.length; first += 2) {
    const [one, two] = [blocks[first], blocks[first + 1]];
    pairs.push({ k: (one?.k ?? 0) + (two?.k ?? 0), n: (one?.n ?? 0) + (two?.n ?? 0) });
  }
  return pairs;
}
