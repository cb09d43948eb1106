import type { DatabaseSync } from 'node:sqlite';
import type { Retention } from '../exchange-archive.ts';

/** Of what is too much, so many are let go at once: the rest has its turn a second later. */
const batch = 200;

/**
 * Lets go of exchanges that are too old, and, where there is too much, of those that take turns
 * before those that came first, the oldest of them first: what is rare is the last to go.
 *
 * @param nowMs of the clock that they were kept by: one that cannot leap, or a leap would empty the archive
 */
export function enforceRetention(
  database: DatabaseSync,
  { ageMsMax, bytesMax }: Retention,
  nowMs: number,
): void {
  database
    .prepare('DELETE FROM exchange WHERE id IN (SELECT id FROM exchange WHERE kept_ms < ? LIMIT ?)')
    .run(nowMs - ageMsMax, batch);
  const held = database.prepare('SELECT bytes FROM held').get();
  if (Number(held?.bytes ?? 0) <= bytesMax) return;
  database
    .prepare(
      `DELETE FROM exchange WHERE id IN (
         SELECT exchange.id FROM exchange JOIN place ON place.exchange = exchange.id
         GROUP BY exchange.id ORDER BY min(place.slot) < 10, kept_ms, at_ms LIMIT ?)`,
    )
    .run(batch);
}
