import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { RouteEvidence } from '../../../vocabulary/evidence.ts';
import type { Blocks, PairedCounts, PairedSeries } from '../../../vocabulary/paired-series.ts';

/** The saved blocks of one series: only blocks that differ from them are written. */
export interface SavedBlocks {
  readonly lengthMs: number;
  /** What was counted, by block: counts only ever grow. */
  readonly sums: ReadonlyMap<number, number>;
}

/** The counts over time of a route, by the name of their series. */
export function seriesOf({
  mismatches,
  errors,
  timings,
}: RouteEvidence): Map<string, PairedSeries> {
  return new Map([['mismatches', mismatches], ['errors', errors], ...timings]);
}

/** Reads and writes counts in blocks of time. Throws the errors of SQLite. */
export class BlockRows {
  readonly #select: StatementSync;
  readonly #upsert: StatementSync;
  readonly #delete: StatementSync;

  constructor(database: DatabaseSync) {
    this.#select = database.prepare('SELECT * FROM blocks WHERE route = ?');
    this.#upsert = database.prepare(`
      INSERT INTO blocks VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (route, series, block) DO UPDATE SET
        n = excluded.n, candidate_only = excluded.candidate_only,
        reference_only = excluded.reference_only`);
    this.#delete = database.prepare('DELETE FROM blocks WHERE route = ? AND series = ?');
  }

  /** Fills in the blocks of a route, in place. */
  read(id: number, route: RouteEvidence): void {
    const series = seriesOf(route);
    for (const row of this.#select.all(id)) {
      const blocks = series.get(String(row.series))?.blocks;
      if (blocks === undefined) continue;
      blocks.lengthMs = Number(row.length_ms);
      blocks.counts.set(Number(row.block), {
        n: Number(row.n),
        candidateOnly: Number(row.candidate_only),
        referenceOnly: Number(row.reference_only),
      });
    }
  }

  /** @returns the saved blocks */
  write(id: number, series: string, blocks: Blocks, before: SavedBlocks | undefined): SavedBlocks {
    const { lengthMs, counts } = blocks;
    const isSame = before?.lengthMs === lengthMs;
    if (before !== undefined && !isSame) this.#delete.run(id, series);
    for (const [index, one] of counts) {
      if (isSame && before.sums.get(index) === sumOf(one)) continue;
      const { n, candidateOnly, referenceOnly } = one;
      this.#upsert.run(id, series, lengthMs, index, n, candidateOnly, referenceOnly);
    }
    return savedBlocks(blocks);
  }
}

export function savedBlocks({ lengthMs, counts }: Blocks): SavedBlocks {
  return { lengthMs, sums: new Map([...counts].map(([index, one]) => [index, sumOf(one)])) };
}

function sumOf({ n, candidateOnly, referenceOnly }: PairedCounts): number {
  return n + candidateOnly + referenceOnly;
}
