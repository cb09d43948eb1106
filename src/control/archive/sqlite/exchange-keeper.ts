import type { DatabaseSync } from 'node:sqlite';
import type { Comparison } from '../../../vocabulary/comparison.ts';
import { fieldKey } from '../../../vocabulary/evidence.ts';
import { groupsOf, placeOf, searchedText } from '../example-groups.ts';
import { packContent } from '../exchange-content.ts';

export interface ExchangeKeeper {
  /**
   * Gives an exchange a place in each of its groups; without a place, it is not kept.
   *
   * @param nowMs the start of its age
   */
  keep(name: string, comparison: Comparison, epoch: string, nowMs: number): void;
}

/** Keeps the examples that `placeOf` chooses. */
export function createExchangeKeeper(database: DatabaseSync, random: () => number): ExchangeKeeper {
  const insertExchange = database.prepare(
    `INSERT INTO exchange (name, epoch, area, route, outcome, at_ms, kept_ms, content)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO NOTHING`,
  );
  const insertFound = database.prepare(
    'INSERT INTO found (exchange, field, path, of_primary, of_candidate) VALUES (?, ?, ?, ?, ?)',
  );
  const insertWords = database.prepare('INSERT INTO words (rowid, text) VALUES (?, ?)');
  const countClass = database.prepare(
    `INSERT INTO class (epoch, route, field, seen, first_ms, last_ms) VALUES (?, ?, ?, 1, ?, ?)
     ON CONFLICT (epoch, route, field) DO UPDATE SET
       seen = seen + 1, first_ms = min(first_ms, excluded.first_ms),
       last_ms = max(last_ms, excluded.last_ms)
     RETURNING id, seen`,
  );
  const heldBy = database.prepare('SELECT exchange FROM place WHERE class = ? AND slot = ?');
  const hold = database.prepare(
    'INSERT OR REPLACE INTO place (class, slot, exchange) VALUES (?, ?, ?)',
  );
  const forget = database.prepare(
    'DELETE FROM exchange WHERE id = ? AND NOT EXISTS (SELECT 1 FROM place WHERE exchange = id)',
  );

  function takePlace(classId: number, seen: number, exchange: number): void {
    const slot = placeOf(seen, random);
    const before = heldBy.get(classId, slot);
    hold.run(classId, slot, exchange);
    if (before !== undefined) forget.run(Number(before.exchange));
  }

  return {
    keep(name, comparison, epoch, nowMs) {
      const { area, route, outcome, wallClockMs: atMs, differences } = comparison;
      const content = packContent(comparison);
      const added = insertExchange.run(name, epoch, area, route, outcome, atMs, nowMs, content);
      if (added.changes === 0) return;
      const exchange = Number(added.lastInsertRowid);
      for (const difference of differences) {
        const { path, primary, candidate } = difference;
        insertFound.run(exchange, fieldKey(difference), path, primary, candidate);
      }
      insertWords.run(exchange, searchedText(comparison, name));
      for (const field of groupsOf(comparison)) {
        const counted = countClass.get(epoch, route, field, atMs, atMs);
        if (counted !== undefined) takePlace(Number(counted.id), Number(counted.seen), exchange);
      }
    },
  };
}
