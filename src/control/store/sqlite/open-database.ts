import { chmodSync, closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { CorruptStoreError, ForeignStoreError } from '../store-fault.ts';
import { applicationId, migrations } from './tables.ts';

/** The write-ahead log is cut to this when it has been written back. */
const logBytesMax = 16 * 1024 * 1024;

/** Evidence tells what a company's API does: it is nobody else's to read. */
const fileMode = 0o600;

/**
 * Opens a store's file, beginning it where there is none. It is held for as long as it is open: two
 * processes that count into one file would each undo what the other has counted.
 *
 * @throws SQLite's error, `ForeignStoreError` or `CorruptStoreError`
 */
export function openDatabase(file: string): DatabaseSync {
  createFile(file);
  // What is locked is tried again a second later: nothing waits for it here.
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE');
    const version = schemaVersion(database);
    database.exec('PRAGMA journal_mode = WAL');
    // A killed process loses nothing that was committed. A machine that loses power may lose the last
    // seconds; the file stays sound.
    database.exec('PRAGMA synchronous = NORMAL');
    database.exec(`PRAGMA journal_size_limit = ${logBytesMax}`);
    migrate(database, version);
    checkSoundness(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Makes it with the right mode from the start: SQLite gives its log the mode of the file. */
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
    // It is another user's, who lets us use it.
  }
}

/** How many migrations the file has been through. What is not ours is left as it is. */
function schemaVersion(database: DatabaseSync): number {
  const version = readPragma(database, 'user_version');
  const isEmpty = database.prepare('SELECT 1 FROM sqlite_schema').get() === undefined;
  const isOurs = isEmpty ? version === 0 : readPragma(database, 'application_id') === applicationId;
  if (isOurs && version <= migrations.length) return version;
  throw new ForeignStoreError('written by a later version of Parallax, or by something else');
}

function migrate(database: DatabaseSync, version: number): void {
  if (version === migrations.length) return;
  database.exec('BEGIN IMMEDIATE');
  for (const migration of migrations.slice(version)) database.exec(migration);
  database.exec(`PRAGMA application_id = ${applicationId}`);
  database.exec(`PRAGMA user_version = ${migrations.length}`);
  database.exec('COMMIT');
}

/**
 * Reads every page once: a tenth of a second for a hundred megabytes. A page that is found to be
 * corrupt only when it is needed would cost the evidence of the meantime.
 */
function checkSoundness(database: DatabaseSync): void {
  const { quick_check: found } = database.prepare('PRAGMA quick_check(1)').get() ?? {};
  if (found !== 'ok') throw new CorruptStoreError('the file fails its check');
}

function readPragma(database: DatabaseSync, name: string): number {
  const row = database.prepare(`PRAGMA ${name}`).get() ?? {};
  return Number(row[name]);
}
