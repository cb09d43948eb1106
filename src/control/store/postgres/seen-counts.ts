import { addBlocks, type Blocks, type PairedCounts } from '../../../vocabulary/paired-series.ts';
import type { CountedItem } from './counted-items.ts';
import {
  blockKey,
  blockOf,
  type CounterRow,
  type CounterRows,
  growthOfRow,
  rowOf,
  sumOfRows,
} from './counter-row.ts';

interface SeenItem {
  row: CounterRow | undefined;
  /** By key; they may be of several lengths. */
  readonly blocks: Map<string, CounterRow>;
}

/**
 * The known rows of one route, or of an epoch as a whole, in the database. Memory has all of them too: everything
 * else in memory was counted here and is not saved.
 */
export class SeenCounts {
  readonly #items = new Map<string, SeenItem>();

  /**
   * Counts that memory has and the database lacks. Blocks that became longer in memory stay as they are in the
   * database: only later counts are added, to the longer ones. So no count ever falls, and processes whose blocks
   * have different lengths do not disturb each other.
   */
  unsaved(items: Iterable<CountedItem>): CounterRows {
    const rows: CounterRows = new Map();
    for (const { name, row, blocks } of items) {
      const seen = this.#items.get(name);
      const growth = growthOfRow(seen?.row, row);
      if (growth === null) continue;
      rows.set(name, growth);
      if (blocks !== null) addUnsavedBlocks(rows, name, blocks, seen?.blocks);
    }
    return rows;
  }

  /** These were added to the database. */
  add(rows: CounterRows): void {
    for (const [key, row] of rows) this.#set(key, sumOfRows(this.#get(key), row));
  }

  /**
   * The database now has these rows.
   *
   * @returns the counts in them that this process did not know
   */
  note(totals: CounterRows): CounterRows {
    const news: CounterRows = new Map();
    for (const [key, total] of totals) {
      const growth = growthOfRow(this.#get(key), total);
      if (growth === null) continue;
      news.set(key, growth);
      this.#set(key, total);
    }
    return news;
  }

  rows(): CounterRows {
    const rows: CounterRows = new Map();
    for (const [name, { row, blocks }] of this.#items) {
      if (row !== undefined) rows.set(name, row);
      for (const [key, one] of blocks) rows.set(key, one);
    }
    return rows;
  }

  #get(key: string): CounterRow | undefined {
    const block = blockOf(key);
    if (block === null) return this.#items.get(key)?.row;
    return this.#items.get(block.item)?.blocks.get(key);
  }

  #set(key: string, row: CounterRow): void {
    const block = blockOf(key);
    const name = block?.item ?? key;
    const item = this.#items.get(name) ?? { row: undefined, blocks: new Map() };
    this.#items.set(name, item);
    if (block === null) item.row = row;
    else item.blocks.set(key, row);
  }
}

function addUnsavedBlocks(
  rows: CounterRows,
  name: string,
  { lengthMs, counts }: Blocks,
  seen: ReadonlyMap<string, CounterRow> = new Map(),
): void {
  const known = blocksSeen(lengthMs, seen);
  for (const [index, one] of counts) {
    const before = known.counts.get(index);
    const growth = growthOfRow(before && rowOf(countsOf(before)), rowOf(countsOf(one)));
    if (growth !== null) rows.set(blockKey(name, lengthMs, index), growth);
  }
}

/** The rows of the database, in blocks as long as those in memory. */
function blocksSeen(lengthMs: number, seen: ReadonlyMap<string, CounterRow>): Blocks {
  const known: Blocks = { lengthMs, counts: new Map() };
  for (const [key, { counts }] of seen) {
    const block = blockOf(key);
    if (block === null) continue;
    const [n = 0, candidateOnly = 0, referenceOnly = 0] = counts;
    const one = { n, candidateOnly, referenceOnly };
    addBlocks(known, { lengthMs: block.lengthMs, counts: new Map([[block.index, one]]) });
  }
  return known;
}

function countsOf({ n, candidateOnly, referenceOnly }: PairedCounts): readonly number[] {
  return [n, candidateOnly, referenceOnly];
}
