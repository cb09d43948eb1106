import type { SideSums } from '../../vocabulary/side-sums.ts';
import {
  type Watched,
  watchedBlocksMax,
  type WatchedName,
  watchedNamed,
} from '../../vocabulary/watched.ts';

/** The sums of a series, by the index of the block. */
export type BlockSums = ReadonlyMap<number, SideSums>;

/** If a side served fewer exchanges in a block, most of its work may have another cause. */
export const blockExchangesMin = 10;

/**
 * The series of a kind, by name.
 *
 * @param lengthMs of the blocks; those of another length are left out
 */
export function blocksByName(
  watched: Watched,
  kind: WatchedName['kind'],
  lengthMs: number,
): ReadonlyMap<string, BlockSums> {
  const byName = new Map<string, Map<number, SideSums>>();
  for (const [key, sums] of watched) {
    // Most watched series may be those of statements.
    if (!key.startsWith(`${kind} `)) continue;
    const named = watchedNamed(key);
    if (named?.block?.lengthMs !== lengthMs) continue;
    const blocks = byName.get(named.name) ?? new Map<number, SideSums>();
    byName.set(named.name, blocks.set(named.block.index, sums));
  }
  return byName;
}

/** The blocks that are judged, in the order of time: a store keeps more than memory does. */
export function latestBlocks(blocks: BlockSums): readonly (readonly [number, SideSums])[] {
  return [...blocks].sort(([a], [b]) => a - b).slice(-watchedBlocksMax);
}
