import { watchedBlockMs } from '../vocabulary/watched.ts';

/** The number of blocks in a soak, if they are shorter than {@link watchedBlockMs}. */
const blocksPerSoak = 144;

/** The number of blocks at the start that do not count: caches fill, and compilers are at work. */
export const warmupBlocks = 6;

/**
 * The length of a block: a part of the soak, at most {@link watchedBlockMs}, and long enough for two readings.
 *
 * @param everyMs between two readings; the longest of both deployments
 */
export function blockLengthMs(soakHours: number, everyMs: number): number {
  const part = Math.round((soakHours * 3_600_000) / blocksPerSoak);
  return Math.min(watchedBlockMs, Math.max(2 * everyMs, part));
}

/** Where a time is. */
export function blockAt(nowMs: number, lengthMs: number) {
  return { lengthMs, index: Math.floor(nowMs / lengthMs) };
}
