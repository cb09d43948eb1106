import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Watched } from '../../../vocabulary/watched.ts';
import { readSideSums } from './stored-counts.ts';

/** The saved rows of an epoch, by key: only differences from them are written. */
export type SavedWatched = Map<string, string>;

/** Reads and writes the watched values. Throws the errors of SQLite. */
export class WatchedRows {
  readonly #select: StatementSync;
  readonly #upsert: StatementSync;
  readonly #delete: StatementSync;

  constructor(database: DatabaseSync) {
    this.#select = database.prepare('SELECT key, sums FROM watched WHERE epoch = ?');
    this.#upsert = database.prepare(`
      INSERT INTO watched VALUES (?, ?, ?)
      ON CONFLICT (epoch, key) DO UPDATE SET sums = excluded.sums`);
    this.#delete = database.prepare('DELETE FROM watched WHERE epoch = ? AND key = ?');
  }

  /** Fills in the watched values, in place. @throws ParallaxError `store_corrupt` */
  read(epochId: number, watched: Watched): SavedWatched {
    const saved: SavedWatched = new Map();
    for (const { key, sums } of this.#select.all(epochId)) {
      watched.set(String(key), readSideSums(String(sums)));
      saved.set(String(key), String(sums));
    }
    return saved;
  }

  /** @returns the saved rows */
  write(epochId: number, watched: Watched, before: ReadonlyMap<string, string>): SavedWatched {
    const saved: SavedWatched = new Map();
    for (const [key, sums] of watched) {
      const text = JSON.stringify(sums);
      if (before.get(key) !== text) this.#upsert.run(epochId, key, text);
      saved.set(key, text);
    }
    for (const key of before.keys()) if (!saved.has(key)) this.#delete.run(epochId, key);
    return saved;
  }
}
