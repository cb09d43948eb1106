import { advisoryLocks } from '../../../postgres/advisory-locks.ts';
import type { PostgresClient } from '../../../postgres/connect.ts';
import { firstPlaces } from '../example-groups.ts';
import type { Retention } from '../exchange-archive.ts';

/** How often one process of the fleet checks the size. */
const everyMs = 5000;

/**
 * A pause in which no process ran ages exchanges by at most this: the server's clock may have been set
 * meanwhile.
 */
const pauseMsMax = 3_600_000;

/** At most this many exchanges are deleted at once; the rest follows later. */
const deletedAtOnce = 5000;

const nowMs = 'floor(1000 * extract(epoch FROM clock_timestamp()))::bigint';
/** Also due if the clock was set back. */
const isDue = `(${nowMs} - wall_ms NOT BETWEEN 0 AND ${everyMs})`;

/** Whether it is time for {@link enforceRetention}, and the bytes of all contents when it last was. */
export async function readRetention(
  client: PostgresClient,
): Promise<{ readonly isDue: boolean; readonly bytes: number }> {
  const { rows } = await client.query<{ due: boolean; bytes: string }>(
    `SELECT ${isDue} AS due, bytes FROM parallax.kept_clock`,
  );
  return { isDue: rows[0]?.due ?? false, bytes: Number(rows[0]?.bytes ?? 0) };
}

/**
 * Deletes exchanges that are too old. If there are too many, deletes later examples before first ones, and the
 * oldest before newer ones, so that rare differences stay longest. Does nothing if another process does it. To be
 * called in a transaction.
 *
 * @throws PostgreSQL's error
 */
export async function enforceRetention(
  client: PostgresClient,
  { ageMsMax, bytesMax }: Retention,
): Promise<void> {
  const steadyMs = await advanceClock(client);
  if (steadyMs === null) return;
  // Writers lock slots before exchanges, and a delete does the reverse.
  await client.query('SELECT pg_advisory_xact_lock($1)', [advisoryLocks.archive]);
  await deleteOld(client, steadyMs - ageMsMax);
  const bytes = await readBytes(client);
  if (bytes > bytesMax) await deleteExcess(client, bytes - bytesMax);
  await client.query('UPDATE parallax.kept_clock SET bytes = $1', [
    bytes > bytesMax ? await readBytes(client) : bytes,
  ]);
}

/** @returns the clock's reading, or null if another process is doing this, or has just done it */
async function advanceClock(client: PostgresClient): Promise<number | null> {
  const { rows } = await client.query<{ steady_ms: string }>(
    `UPDATE parallax.kept_clock
     SET steady_ms = steady_ms + least(greatest(${nowMs} - wall_ms, 0), ${pauseMsMax}),
       wall_ms = ${nowMs}
     WHERE id = (SELECT id FROM parallax.kept_clock WHERE ${isDue} FOR UPDATE SKIP LOCKED)
     RETURNING steady_ms`,
  );
  return rows[0] === undefined ? null : Number(rows[0].steady_ms);
}

async function deleteOld(client: PostgresClient, beforeMs: number): Promise<void> {
  await client.query(
    `DELETE FROM parallax.kept_exchange WHERE id IN (
       SELECT id FROM parallax.kept_exchange WHERE kept_ms < $1 LIMIT $2)`,
    [beforeMs, deletedAtOnce],
  );
  // Two processes that take the last two slots of an exchange at once both leave it to the other.
  await client.query(
    `DELETE FROM parallax.kept_exchange WHERE id IN (
       SELECT id FROM parallax.kept_exchange AS kept
       WHERE NOT EXISTS (SELECT FROM parallax.example_slot WHERE exchange = kept.id) LIMIT $1)`,
    [deletedAtOnce],
  );
  await client.query(
    `DELETE FROM parallax.example_group WHERE key IN (
       SELECT key FROM parallax.example_group AS known WHERE counted_ms < $1
         AND NOT EXISTS (SELECT FROM parallax.example_slot WHERE group_key = known.key) LIMIT $2)`,
    [beforeMs, deletedAtOnce],
  );
}

async function readBytes(client: PostgresClient): Promise<number> {
  const { rows } = await client.query<{ bytes: string }>(
    'SELECT coalesce(sum(bytes), 0) AS bytes FROM parallax.kept_exchange',
  );
  return Number(rows[0]?.bytes ?? 0);
}

async function deleteExcess(client: PostgresClient, excessBytes: number): Promise<void> {
  await client.query(
    `DELETE FROM parallax.kept_exchange WHERE id IN (
       SELECT id FROM (
         SELECT id, sum(bytes) OVER (ORDER BY is_first, kept_ms, at_ms, id) - bytes AS before
         FROM parallax.kept_exchange
         JOIN (SELECT exchange, min(slot) < $1 AS is_first FROM parallax.example_slot
           GROUP BY exchange) AS placed ON placed.exchange = id) AS ranked
       WHERE before < $2 ORDER BY before LIMIT $3)`,
    [firstPlaces, excessBytes, deletedAtOnce],
  );
}
