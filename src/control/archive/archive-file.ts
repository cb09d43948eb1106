import { chmodSync, closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Config } from '../../config/schema.ts';
import { faultOf, type Logger, RateLimitedLog } from '../../log.ts';
import type { Comparison } from '../../vocabulary/comparison.ts';
import type { ArchiveClock } from './age-clock.ts';
import { type Archive, type ArchiveOptions, openArchive } from './archive.ts';
import type { ArchiveReader } from './archive-reader.ts';

/** The archive as the plane has it: whatever is wrong with its file, exchanges can be looked at. */
export interface ArchiveFile {
  readonly reader: ArchiveReader;
  add(comparison: Comparison, epoch: string): void;
  /** Writes what was added. Never throws. */
  flush(): void;
  close(): void;
}

const dayMs = 24 * 60 * 60 * 1000;
/** In a file, what a busy day of a bad candidate leaves; in memory, what the plane can spare. */
const inFile = { ageMsMax: 14 * dayMs, bytesMax: 256 * 1024 * 1024 };
const inMemory = { ageMsMax: 14 * dayMs, bytesMax: 64 * 1024 * 1024 };

/** What a company's API says is nobody else's to read, redacted as it is. */
const fileMode = 0o600;

/**
 * Opens the archive beside the store that the config names, `parallax.db-exchanges` for
 * `parallax.db`. Exchanges are examples, and no evidence: where the file cannot be used they are kept
 * in memory, and that is logged.
 */
export function openArchiveFile(
  { store }: Pick<Config, 'store'>,
  instance: string,
  log: Logger,
  clock?: ArchiveClock,
): ArchiveFile {
  const problems = new RateLimitedLog(log);
  const fail = (error: unknown): void =>
    problems.warn('archive', faultOf(error), 'mismatching exchanges cannot be kept in their file');
  const { archive, database } = opened(store?.path, { instance, ...(clock && { clock }) }, fail);

  function inTransaction(write: () => void): void {
    database.exec('BEGIN IMMEDIATE');
    try {
      write();
      database.exec('COMMIT');
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  }

  return {
    reader: archive,
    add: (comparison, epoch) => archive.add(comparison, epoch),
    flush() {
      try {
        inTransaction(() => archive.flush());
      } catch (error) {
        fail(error);
      }
    },
    close: () => database.close(),
  };
}

function opened(
  store: string | undefined,
  options: Pick<ArchiveOptions, 'instance' | 'clock'>,
  fail: (error: unknown) => void,
): { readonly archive: Archive; readonly database: DatabaseSync } {
  if (store !== undefined) {
    try {
      const database = openFile(`${store}-exchanges`);
      return { archive: openArchive({ ...options, database, retention: inFile }), database };
    } catch (error) {
      fail(error);
    }
  }
  const database = new DatabaseSync(':memory:');
  return { archive: openArchive({ ...options, database, retention: inMemory }), database };
}

function openFile(file: string): DatabaseSync {
  closeSync(openSync(file, 'a', fileMode));
  chmodSync(file, fileMode);
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE');
    database.exec('PRAGMA journal_mode = WAL');
    database.exec('PRAGMA synchronous = NORMAL');
    database.exec('PRAGMA journal_size_limit = 16777216');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
