/** Exchanges in which two parties were tried, and in which only the one showed something. */
export interface PairedCounts {
  n: number;
  candidateOnly: number;
  referenceOnly: number;
}

/** The same over time: what hangs together within a block is not taken for independent. */
export interface PairedSeries extends PairedCounts {
  readonly blocks: Blocks;
}

/** Counts by the stretch of time in which they came: `floor(ms / lengthMs)`. */
export interface Blocks {
  lengthMs: number;
  readonly counts: Map<number, PairedCounts>;
}

/** Some ten minutes. What hangs together seldom does so for longer. */
export const blockMs = 614_400;
/** Two days of such blocks. */
const blocksMax = 288;
/** A run that is shorter has shorter ones, and fewer. */
const shortestMs = 150;
const shortBlocksMax = 32;

/** A series of blocks that are never shorter than {@link blockMs}. */
export function emptySeries(): PairedSeries {
  return { ...noCounts(), blocks: { lengthMs: blockMs, counts: new Map() } };
}

/** A series whose blocks are short at first, to show how even the first minutes are. */
export function emptyFineSeries(): PairedSeries {
  return { ...noCounts(), blocks: { lengthMs: shortestMs, counts: new Map() } };
}

/**
 * Adds counts at a time, in place. Where there are too many blocks, each becomes twice as long.
 *
 * @param atMs milliseconds since 1970
 * @param max how many blocks there may be
 */
export function addAt(
  series: PairedSeries,
  atMs: number,
  more: Readonly<PairedCounts>,
  max = blocksMax,
): void {
  addCounts(series, more);
  addToBlocks(series.blocks, atMs, more, max);
}

/** The same for blocks alone. */
export function addToBlocks(
  blocks: Blocks,
  atMs: number,
  more: Readonly<PairedCounts>,
  max: number,
): void {
  addToBlock(blocks, Math.floor(atMs / blocks.lengthMs), more);
  while (blocks.counts.size > (blocks.lengthMs < blockMs ? shortBlocksMax : max)) lengthen(blocks);
}

/** Adds one series to another, in place. Blocks of two lengths become as long as the longer ones. */
export function addSeries(target: PairedSeries, more: PairedSeries): void {
  addCounts(target, more);
  addBlocks(target.blocks, more.blocks);
}

/** The same for blocks alone. */
export function addBlocks(target: Blocks, more: Blocks): void {
  while (target.lengthMs < more.lengthMs) lengthen(target);
  const shorter = target.lengthMs / more.lengthMs;
  for (const [index, counts] of more.counts) {
    addToBlock(target, Math.floor(index / shorter), counts);
  }
}

/** The sum of several series; none of them is changed. */
export function sumOfSeries(all: Iterable<PairedSeries>): PairedSeries {
  const sum = emptySeries();
  for (const one of all) addSeries(sum, one);
  return sum;
}

/** The counts of blocks of some ten minutes that had ended by a time, in the order of time. */
export function endedBlocks(blocks: Blocks, nowMs: number): readonly Readonly<PairedCounts>[] {
  const { lengthMs, counts } = atLeast(blocks, blockMs);
  return [...counts]
    .filter(([index]) => (index + 1) * lengthMs <= nowMs)
    .sort(([a], [b]) => a - b)
    .map(([, one]) => one);
}

/** All blocks, as short as they are, in the order of time. */
export function fineBlocks({ counts }: Blocks): readonly Readonly<PairedCounts>[] {
  return [...counts].sort(([a], [b]) => a - b).map(([, one]) => one);
}

/** The same blocks, or longer ones made of them. */
function atLeast(blocks: Blocks, lengthMs: number): Blocks {
  if (blocks.lengthMs >= lengthMs) return blocks;
  const longer: Blocks = { lengthMs, counts: new Map() };
  addBlocks(longer, blocks);
  return longer;
}

/** All that was counted in blocks that were under way at a time, or began later. */
export function countsSince({ lengthMs, counts }: Blocks, sinceMs: number): PairedCounts {
  const sum = noCounts();
  for (const [index, one] of counts) if ((index + 1) * lengthMs > sinceMs) addCounts(sum, one);
  return sum;
}

/** When the shortest run of latest blocks began that has this many counts; null where all blocks have fewer. */
export function beginOfLast({ lengthMs, counts }: Blocks, n: number): number | null {
  let sum = 0;
  for (const [index, one] of [...counts].sort(([a], [b]) => b - a)) {
    sum += one.n;
    if (sum >= n) return index * lengthMs;
  }
  return null;
}

function lengthen(blocks: Blocks): void {
  const before = [...blocks.counts];
  blocks.counts.clear();
  blocks.lengthMs *= 2;
  for (const [index, counts] of before) addToBlock(blocks, Math.floor(index / 2), counts);
}

function addToBlock({ counts }: Blocks, index: number, more: Readonly<PairedCounts>): void {
  const known = counts.get(index);
  const { n, candidateOnly, referenceOnly } = more;
  if (known === undefined) counts.set(index, { n, candidateOnly, referenceOnly });
  else addCounts(known, more);
}

function addCounts(target: PairedCounts, more: Readonly<PairedCounts>): void {
  target.n += more.n;
  target.candidateOnly += more.candidateOnly;
  target.referenceOnly += more.referenceOnly;
}

function noCounts(): PairedCounts {
  return { n: 0, candidateOnly: 0, referenceOnly: 0 };
}
