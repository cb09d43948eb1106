import { meanOf, type Side, type SideSums, totalOf } from '../../vocabulary/side-sums.ts';
import type { Watched } from '../../vocabulary/watched.ts';
import {
  requestsResource,
  resourceName,
  resourceNamed,
  type WatchedResource,
} from '../../vocabulary/watched-resource.ts';
import { blockExchangesMin, blocksByName, latestBlocks } from './watched-blocks.ts';

/** What a resource was in a block of time; work is divided by requests. Null where it is not known. */
export interface ResourceBlock {
  readonly index: number;
  readonly primary: number | null;
  readonly candidate: number | null;
}

/** A resource over time. */
export interface ResourceSeries extends WatchedResource {
  /** In the order of time; blocks without any reading are missing. */
  readonly blocks: readonly ResourceBlock[];
  /** The newest block in which both deployments were read, whatever the traffic; null where there is none. */
  readonly lastOfBoth: number | null;
}

/**
 * The resources in evidence, by name.
 *
 * @param lengthMs of the blocks; those of another length are left out
 */
export function resourceSeries(
  watched: Watched,
  lengthMs: number,
): ReadonlyMap<string, ResourceSeries> {
  const byName = blocksByName(watched, 'resource', lengthMs);
  const requests = byName.get(resourceName(requestsResource)) ?? new Map<number, SideSums>();
  const all = new Map<string, ResourceSeries>();
  for (const [name, sums] of byName) {
    const resource = resourceNamed(name);
    if (resource === null || name === resourceName(requestsResource)) continue;
    const valueOf = (index: number, side: Side): number | null => {
      const sum = sums.get(index)?.[side];
      if (sum === undefined || sum.n === 0) return null;
      if (resource.kind === 'level') return meanOf(sum);
      const served = requests.get(index)?.[side];
      const count = served === undefined ? 0 : totalOf(served);
      return count < blockExchangesMin ? null : totalOf(sum) / count;
    };
    const latest = latestBlocks(sums);
    const blocks = latest.map(([index]) => ({
      index,
      primary: valueOf(index, 'primary'),
      candidate: valueOf(index, 'candidate'),
    }));
    const [lastOfBoth = null] = latest.findLast(([, both]) => isOfBoth(both)) ?? [];
    all.set(resource.resource, { ...resource, blocks, lastOfBoth });
  }
  return all;
}

function isOfBoth({ primary, candidate }: SideSums): boolean {
  return primary.n > 0 && candidate.n > 0;
}

/** When a side was last read: the newest block that has anything of it; null where none has. */
export function lastReadBlock(watched: Watched, lengthMs: number, side: Side): number | null {
  let last: number | null = null;
  for (const blocks of blocksByName(watched, 'resource', lengthMs).values()) {
    for (const [index, sums] of blocks) {
      if (sums[side].n > 0) last = Math.max(last ?? index, index);
    }
  }
  return last;
}
