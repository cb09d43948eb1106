import type { DatabaseSync } from 'node:sqlite';
import { checkSoundness, closedOnFault, foreignFile, openHeld, readPragma } from './open-held.ts';
import { applicationId, migrations } from './tables.ts';

/**
 * Opens and locks a store's file, or creates it.
 *
 * @throws SQLite's error, ParallaxError `store_foreign` or `store_corrupt`
 */
export function openDatabase(file: string): DatabaseSync {
  let version = 0;
  const database = openHeld(file, (found) => {
    version = schemaVersion(found);
  });
  return closedOnFault(database, () => {
    migrate(database, version);
    checkSoundness(database);
  });
}

/** How many migrations the file has been through. A file of another program is not changed. */
function schemaVersion(database: DatabaseSync): number {
  const version = readPragma(database, 'user_version');
  const isEmpty = database.prepare('SELECT 1 FROM sqlite_schema').get() === undefined;
  const isOurs = isEmpty ? version === 0 : readPragma(database, 'application_id') === applicationId;
  if (isOurs && version <= migrations.length) return version;
  throw foreignFile();
}

function migrate(database: DatabaseSync, version: number): void {
  if (version === migrations.length) return;
  // Replacing a table must not delete the rows that refer to it.
  database.exec('PRAGMA foreign_keys = OFF');
  database.exec('BEGIN IMMEDIATE');
  for (const migration of migrations.slice(version)) database.exec(migration);
  database.exec(`PRAGMA application_id = ${applicationId}`);
  database.exec(`PRAGMA user_version = ${migrations.length}`);
  database.exec('COMMIT');
  database.exec('PRAGMA foreign_keys = ON');
}
