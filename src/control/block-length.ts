import { watchedBlockMs } from '../vocabulary/watched.ts';

/** So many blocks a soak has, where they are shorter than {@link watchedBlockMs}. */
const blocksPerSoak = 144;

/** So many blocks at the start say nothing: caches fill, and compilers are at work. */
export const warmupBlocks = 6;

/**
 * How long a block is: a part of the soak, {@link watchedBlockMs} at most, and long enough to hold two readings.
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
