import { chmodSync, closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { ParallaxError } from '../../../vocabulary/errors.ts';

/** The write-ahead log is cut to this when it has been written back. */
const logBytesMax = 16 * 1024 * 1024;

/** Only the owner may read the file: it has data of the company's API. */
const fileMode = 0o600;

/**
 * Opens or creates a file of Parallax, and locks it as long as it is open: two processes with one file would
 * overwrite each other's counts.
 *
 * @param examine throws if the file is not ours; runs before anything in it changes
 * @throws SQLite's error, the system's, or that of `examine`
 */
export function openHeld(file: string, examine: (database: DatabaseSync) => void): DatabaseSync {
  createFile(file);
  // The caller tries a locked file again a second later, so nothing waits here.
  const database = new DatabaseSync(file, { timeout: 0 });
  return closedOnFault(database, () => {
    database.exec('PRAGMA locking_mode = EXCLUSIVE');
    examine(database);
    database.exec('PRAGMA journal_mode = WAL');
    // A killed process loses nothing that was committed. A machine that loses power may lose the last
    // seconds; the file stays sound.
    database.exec('PRAGMA synchronous = NORMAL');
    database.exec(`PRAGMA journal_size_limit = ${logBytesMax}`);
  });
}

/** @throws the errors of `prepare`; the database is closed then */
export function closedOnFault(
  database: DatabaseSync,
  prepare: (database: DatabaseSync) => void,
): DatabaseSync {
  try {
    prepare(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * Reads every page once: a tenth of a second for a hundred megabytes. If a corrupt page were found later, the
 * data since the start would be lost.
 */
export function checkSoundness(database: DatabaseSync): void {
  const { quick_check: found } = database.prepare('PRAGMA quick_check(1)').get() ?? {};
  if (found !== 'ok') throw new ParallaxError('store_corrupt', 'the file fails its check');
}

export function readPragma(database: DatabaseSync, name: string): number {
  const row = database.prepare(`PRAGMA ${name}`).get() ?? {};
  return Number(row[name]);
}

/** The file has what this version of Parallax cannot read, and must not touch. */
export function foreignFile(): ParallaxError {
  return new ParallaxError(
    'store_foreign',
    'written by a later version of Parallax or by another program',
  );
}

/** Creates it with the right mode from the start: SQLite gives its log the mode of the file. */
function createFile(file: string): void {
  try {
    closeSync(openSync(file, 'wx', fileMode));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    restrict(file);
  }
}

function restrict(file: string): void {
  try {
    chmodSync(file, fileMode);
  } catch {
    // The file belongs to another user, who permits its use.
  }
}
