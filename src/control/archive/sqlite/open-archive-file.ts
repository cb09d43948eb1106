import type { DatabaseSync } from 'node:sqlite';
import {
  checkSoundness,
  closedOnFault,
  foreignFile,
  openHeld,
  readPragma,
} from '../../store/sqlite/open-held.ts';
import { createArchiveTables } from './tables.ts';

/** Marks the file as kept exchanges of Parallax: `Plx` and a digit, as a number. */
const applicationId = 0x50_6c_78_32;

/**
 * Opens and locks a file of kept exchanges, or creates it.
 *
 * @throws SQLite's error, the system's, ParallaxError `store_foreign` or `store_corrupt`
 */
export function openArchiveDatabase(file: string): DatabaseSync {
  return closedOnFault(openHeld(file, refuseForeign), (database) => {
    createArchiveTables(database);
    database.exec(`PRAGMA application_id = ${applicationId}`);
    checkSoundness(database);
  });
}

/** Earlier versions wrote no mark, so their tables identify their files. */
function refuseForeign(database: DatabaseSync): void {
  const names = database.prepare('SELECT name FROM sqlite_schema').all();
  if (names.length === 0 || readPragma(database, 'application_id') === applicationId) return;
  const tables = new Set(names.map(({ name }) => name));
  const isUnmarked = readPragma(database, 'application_id') === 0;
  if (isUnmarked && ['exchange', 'class', 'place'].every((name) => tables.has(name))) return;
  throw foreignFile();
}
