import { ParallaxError } from '../vocabulary/errors.ts';
import { advisoryLocks } from './advisory-locks.ts';
import type { Postgres, PostgresClient } from './connect.ts';
import { archiveTables } from './tables/archive.ts';
import { evidenceTables } from './tables/evidence.ts';
import { fleetTables } from './tables/fleet.ts';
import { identityTables } from './tables/identities.ts';
import { lagTables } from './tables/lags.ts';
import { memberTables } from './tables/members.ts';
import { settledBatchesTables } from './tables/settled-batches.ts';
import { unclaimedTables } from './tables/unclaimed.ts';
import { unrecordedTables } from './tables/unrecorded.ts';

/** The changes of one version of the schema. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}

/**
 * All tables are in the schema `parallax`. Its version is the number of migrations that were run. Released
 * migrations never change; new ones are added at the end.
 */
export const migrations: readonly Migration[] = [
  { name: 'evidence', sql: evidenceTables },
  { name: 'archive', sql: archiveTables },
  { name: 'fleet', sql: fleetTables },
  { name: 'identities', sql: identityTables },
  { name: 'members', sql: memberTables },
  { name: 'lags', sql: lagTables },
  { name: 'unclaimed', sql: unclaimedTables },
  { name: 'unrecorded', sql: unrecordedTables },
  { name: 'settled batches', sql: settledBatchesTables },
];

/**
 * Brings the schema to the newest version: each migration in a transaction of its own, under a lock, so that
 * several processes may do it at once.
 *
 * @throws ParallaxError `store_later_version` if a later version of Parallax has changed the schema;
 *   PostgreSQL's error
 */
export async function migrate(
  postgres: Postgres,
  list: readonly Migration[] = migrations,
): Promise<void> {
  // Most processes find nothing to do, and need no lock for it.
  const known = await postgres.transaction(versionOf);
  refuseLater(known, list.length);
  for (let version = known; version < list.length;) {
    version = await postgres.transaction((client) => migrateOnce(client, list));
  }
}

/** @returns the version now */
async function migrateOnce(client: PostgresClient, list: readonly Migration[]): Promise<number> {
  await client.query('SELECT pg_advisory_xact_lock($1)', [advisoryLocks.migrations]);
  const version = await versionOf(client);
  refuseLater(version, list.length);
  const migration = list[version];
  if (migration === undefined) return version;
  if (version === 0) await createSchema(client);
  await client.query(migration.sql);
  await client.query('INSERT INTO parallax.migrations (version, name) VALUES ($1, $2)', [
    version + 1,
    migration.name,
  ]);
  return version + 1;
}

/** Without the right to create schemas, `IF NOT EXISTS` fails even for an existing one. */
async function createSchema(client: PostgresClient): Promise<void> {
  const { rowCount } = await client.query(
    "SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = 'parallax'",
  );
  if (rowCount === 0) await client.query('CREATE SCHEMA parallax');
  await client.query(`
    CREATE TABLE parallax.migrations (
      version integer PRIMARY KEY,
      name text NOT NULL,
      at timestamptz NOT NULL DEFAULT now()
    )`);
}

/**
 * 0 if there is no schema yet. A scan of the catalog sees what was committed while this waited for the lock;
 * `to_regclass` may answer from a cache.
 */
async function versionOf(client: PostgresClient): Promise<number> {
  const { rowCount } = await client.query(
    "SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = 'parallax' AND tablename = 'migrations'",
  );
  if (rowCount === 0) return 0;
  const { rows } = await client.query<{ version: number }>(
    'SELECT coalesce(max(version), 0) AS version FROM parallax.migrations',
  );
  return rows[0]?.version ?? 0;
}

function refuseLater(version: number, known: number): void {
  if (version <= known) return;
  throw new ParallaxError(
    'store_later_version',
    `the database has version ${version} of the schema, and this Parallax knows ${known}: use a later Parallax`,
  );
}
