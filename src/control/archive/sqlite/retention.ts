import type { DatabaseSync } from 'node:sqlite';
import type { Retention } from '../exchange-archive.ts';

/** At most this many exchanges are deleted at once; the rest follows a second later. */
const batch = 200;

/**
 * Deletes exchanges that are too old. If there are too many, deletes later examples before first ones, and the
 * oldest before newer ones, so that rare differences stay longest.
 *
 * @param nowMs of the steady clock: a leap of another clock would empty the archive
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
