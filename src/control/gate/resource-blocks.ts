import { meanOf, type Side, type SideSums, totalOf } from '../../vocabulary/side-sums.ts';
import type { Watched } from '../../vocabulary/watched.ts';
import {
  requestsResource,
  resourceName,
  resourceNamed,
  type WatchedResource,
} from '../../vocabulary/watched-resource.ts';
import { blockExchangesMin, blocksByName, latestBlocks } from './watched-blocks.ts';

/** No process runs without these, so 0 counts as not read. For other resources, such as exceptions, 0 is a value. */
const neverZero: ReadonlySet<string> = new Set(['memory', 'cpu']);

/** The value of a resource in a block of time; work is divided by requests. Null if unknown. */
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
    const servedIn = (index: number, side: Side): number => {
      const served = requests.get(index)?.[side];
      return served === undefined ? 0 : totalOf(served);
    };
    const isRead = (index: number, side: Side): boolean => {
      const sum = sums.get(index)?.[side];
      if (sum === undefined || sum.n === 0) return false;
      if (!neverZero.has(resource.resource) || totalOf(sum) !== 0) return true;
      // An idle process needs less CPU time than its metrics can show.
      return resource.kind === 'work' && servedIn(index, side) < blockExchangesMin;
    };
    const valueOf = (index: number, side: Side): number | null => {
      const sum = sums.get(index)?.[side];
      if (sum === undefined || !isRead(index, side)) return null;
      if (resource.kind === 'level') return meanOf(sum);
      const count = servedIn(index, side);
      return count < blockExchangesMin ? null : totalOf(sum) / count;
    };
    const latest = latestBlocks(sums);
    const blocks = latest.map(([index]) => ({
      index,
      primary: valueOf(index, 'primary'),
      candidate: valueOf(index, 'candidate'),
    }));
    const [lastOfBoth = null] =
      latest.findLast(([index]) => isRead(index, 'primary') && isRead(index, 'candidate')) ?? [];
    all.set(resource.resource, { ...resource, blocks, lastOfBoth });
  }
  return all;
}

/** When a side was last read: the newest block with a reading of it; null if there is none. */
export function lastReadBlock(watched: Watched, lengthMs: number, side: Side): number | null {
  let last: number | null = null;
  for (const blocks of blocksByName(watched, 'resource', lengthMs).values()) {
    for (const [index, sums] of blocks) {
      if (sums[side].n > 0) last = Math.max(last ?? index, index);
    }
  }
  return last;
}
