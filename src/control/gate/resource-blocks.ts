import { type Side, meanOf, type Sum, totalOf } from '../../vocabulary/side-sums.ts';
import { type Watched, watchedBlocksMax, watchedNamed } from '../../vocabulary/watched.ts';
import {
  requestsResource,
  resourceName,
  resourceNamed,
  type WatchedResource,
} from '../../vocabulary/watched-resource.ts';

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

/** With fewer requests, a block says more of what runs without any. */
const requestsMin = 10;

type ByBlock = Map<number, Readonly<Record<Side, Sum>>>;

/**
 * The resources in evidence, by name.
 *
 * @param lengthMs of the blocks; those of another length are left out
 */
export function resourceSeries(
  watched: Watched,
  lengthMs: number,
): ReadonlyMap<string, ResourceSeries> {
  const byName = blocksByName(watched, lengthMs);
  const requests = byName.get(resourceName(requestsResource)) ?? new Map();
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
      return count < requestsMin ? null : totalOf(sum) / count;
    };
    // A database keeps more than memory does.
    const blocks = [...sums.keys()]
      .sort((a, b) => a - b)
      .slice(-watchedBlocksMax)
      .map((index) => ({
        index,
        primary: valueOf(index, 'primary'),
        candidate: valueOf(index, 'candidate'),
      }));
    const ofBoth = blocks.findLast(({ index }) => isOfBoth(sums.get(index)));
    all.set(resource.resource, { ...resource, blocks, lastOfBoth: ofBoth?.index ?? null });
  }
  return all;
}

function isOfBoth(sums: Readonly<Record<Side, Sum>> | undefined): boolean {
  return sums !== undefined && sums.primary.n > 0 && sums.candidate.n > 0;
}

function blocksByName(watched: Watched, lengthMs: number): ReadonlyMap<string, ByBlock> {
  const byName = new Map<string, ByBlock>();
  for (const [key, sums] of watched) {
    // Most of what is watched may be statements.
    if (!key.startsWith('resource ')) continue;
    const named = watchedNamed(key);
    if (named?.block?.lengthMs !== lengthMs) continue;
    const blocks: ByBlock = byName.get(named.name) ?? new Map();
    byName.set(named.name, blocks.set(named.block.index, sums));
  }
  return byName;
}

/** When a side was last read: the newest block that has anything of it; null where none has. */
export function lastReadBlock(watched: Watched, lengthMs: number, side: Side): number | null {
  let last: number | null = null;
  for (const blocks of blocksByName(watched, lengthMs).values()) {
    for (const [index, sums] of blocks) {
      if (sums[side].n > 0) last = Math.max(last ?? index, index);
    }
  }
  return last;
}
