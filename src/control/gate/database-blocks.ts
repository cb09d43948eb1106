import type { JudgedTotal } from '../databases/database-totals.ts';
import { type SideSums, totalOf } from '../../vocabulary/side-sums.ts';
import type { Watched } from '../../vocabulary/watched.ts';
import type { ResourceBlock } from './resource-blocks.ts';
import { blockExchangesMin, blocksByName, latestBlocks } from './watched-blocks.ts';

/** What both databases did in blocks of time. */
export interface DatabaseBlocks {
  /** In the order of time, per exchange; null if a side served too few exchanges while its database was read. */
  readonly byTotal: ReadonlyMap<string, readonly ResourceBlock[]>;
  /** Blocks in which both sides served enough, read or not, in the order of time. */
  readonly served: readonly number[];
}

/** @param lengthMs of the blocks; those of another length are left out */
export function databaseBlocks(
  watched: Watched,
  lengthMs: number,
  judged: Iterable<JudgedTotal>,
): DatabaseBlocks {
  const byName = blocksByName(watched, 'database', lengthMs);
  const latestOf = (name: string) => latestBlocks(byName.get(name) ?? new Map());
  const blocksOf = (name: string): readonly ResourceBlock[] =>
    latestOf(name).map(([index, sums]) => {
      const { primary, candidate } = sums;
      return isEnough(sums)
        ? {
            index,
            primary: totalOf(primary) / primary.n,
            candidate: totalOf(candidate) / candidate.n,
          }
        : { index, primary: null, candidate: null };
    });
  const served = latestOf('exchanges').filter(([, sums]) => isEnough(sums));
  return {
    byTotal: new Map([...judged].map((name) => [name, blocksOf(name)])),
    served: served.map(([index]) => index),
  };
}

function isEnough({ primary, candidate }: SideSums): boolean {
  return primary.n >= blockExchangesMin && candidate.n >= blockExchangesMin;
}
