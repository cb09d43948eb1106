import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { Config } from '../../../config/schema.ts';
import { faultOf, type Logger, RateLimitedLog } from '../../../log.ts';
import type { Comparison } from '../../../vocabulary/comparison.ts';
import { ParallaxError } from '../../../vocabulary/errors.ts';
import { createAsideMover } from '../../store/sqlite/move-aside.ts';
import { readPragma } from '../../store/sqlite/open-held.ts';
import { noFaults, storeFaultOf, storeFaultWords } from '../../store/store-fault.ts';
import type { ArchiveClock } from './age-clock.ts';
import { type Archive, openArchive } from './archive.ts';
import type { KeptExchanges } from '../archive-reader.ts';
import {
  type ArchiveHealth,
  type ExchangeArchive,
  movedAtOnce,
  storedRetention,
} from '../exchange-archive.ts';
import { guardReader } from './guard-reader.ts';
import { type MemoryArchive, openMemoryArchive } from './memory-archive.ts';
import { openArchiveDatabase } from './open-archive-file.ts';

export interface ArchiveFileOptions {
  readonly config: Pick<Config, 'store'>;
  /** Random per process; see `exchangeId`. */
  readonly instance: string;
  readonly log: Logger;
  readonly clock?: ArchiveClock;
}

interface OpenArchive extends MemoryArchive {
  /** Of the file; null in memory. */
  readonly inode: number | null;
}

/**
 * The archive as the plane has it, in a file beside the store: `parallax.db-exchanges` for `parallax.db`.
 * Exchanges are examples, not evidence. While the file cannot be used, they stay in memory; they move into the
 * file once it can be used. A corrupt file is moved aside, a file that another process has locked is opened once
 * it is unlocked, and a deleted one is created again.
 */
export class ArchiveFile implements ExchangeArchive {
  /** Reads the kept exchanges from file and memory; from memory only, if the file cannot be read. */
  readonly reader: KeptExchanges;
  readonly #options: ArchiveFileOptions;
  /** Null without a store. */
  readonly #file: string | null;
  readonly #problems: RateLimitedLog;
  readonly #faults = noFaults();
  readonly #moveAside: () => boolean;
  #current: OpenArchive;
  /** Exchanges kept in memory, until all of them are in the file. */
  #older: OpenArchive | null = null;
  #isUp = false;
  #isTroubled = false;
  #bytes = 0;

  constructor(options: ArchiveFileOptions) {
    const { config, log } = options;
    this.#options = options;
    this.#file = config.store?.kind === 'sqlite' ? `${config.store.path}-exchanges` : null;
    this.#problems = new RateLimitedLog(log);
    const file = this.#file ?? '';
    this.#moveAside = createAsideMover({ file, log, problems: this.#problems });
    this.#current = this.#openInMemory();
    this.reader = guardReader({
      archives: () => [
        this.#current.archive,
        ...(this.#older === null ? [] : [this.#older.archive]),
      ],
      onFault: (error) => this.#fail(error),
    });
    this.#openFile();
  }

  /** Null without a file. */
  get health(): ArchiveHealth | null {
    if (this.#file === null) return null;
    return { isUp: this.#isUp, faults: this.#faults, bytes: this.#bytes };
  }

  /** Takes an exchange that has a specimen; see {@link Archive.add}. */
  add(comparison: Comparison, epoch: string): void {
    this.#current.archive.add(comparison, epoch);
  }

  /** Writes what was added, and recovers the file if needed. Never throws. */
  flush(): void {
    if (!this.#isInPlace()) this.#fail(new ParallaxError('archive_gone', 'the file is gone'));
    this.#openFile();
    const written = this.#current;
    this.#write();
    // Exchanges that the file did not take go to memory.
    if (this.#current !== written) this.#write();
  }

  close(): void {
    this.#older?.database.close();
    this.#current.database.close();
  }

  /** Whether nobody has deleted or replaced the file. */
  #isInPlace(): boolean {
    const { inode } = this.#current;
    if (inode === null || this.#file === null) return true;
    return statSync(this.#file, { throwIfNoEntry: false })?.ino === inode;
  }

  #openInMemory(): OpenArchive {
    return { ...openMemoryArchive(this.#options), inode: null };
  }

  /** Opens the file if it is not open; tries again once a corrupt one was moved aside. */
  #openFile(): void {
    if (this.#file === null || this.#current.inode !== null) return;
    if (!this.#tryFile(this.#file)) this.#tryFile(this.#file);
  }

  /** @returns false if another try makes sense at once */
  #tryFile(file: string): boolean {
    const { instance, clock } = this.#options;
    let database: DatabaseSync | null = null;
    try {
      database = openArchiveDatabase(file);
      const retention = storedRetention;
      const archive = openArchive({ database, instance, retention, ...(clock && { clock }) });
      const memory = this.#current;
      this.#current = { archive, database, inode: statSync(file).ino };
      passWaiting(memory.archive, archive);
      this.#older?.database.close();
      this.#older = memory;
      this.#isUp = true;
      return true;
    } catch (error) {
      database?.close();
      return !this.#fail(error);
    }
  }

  #write(): void {
    const { archive, database, inode } = this.#current;
    try {
      const deleteMoved = inTransaction(database, () => {
        archive.flush();
        return this.#older?.archive.handOver(archive, movedAtOnce) ?? null;
      });
      this.#finishMove(deleteMoved);
      if (inode === null) return;
      this.#bytes = readPragma(database, 'page_count') * readPragma(database, 'page_size');
      this.#isUp = true;
      if (this.#isTroubled)
        this.#options.log.info({ file: this.#file }, 'kept exchanges are saved again');
      this.#isTroubled = false;
    } catch (error) {
      this.#fail(error);
    }
  }

  #finishMove(deleteMoved: (() => void) | null): void {
    if (deleteMoved !== null) return deleteMoved();
    this.#older?.database.close();
    this.#older = null;
  }

  /** @returns whether the file was moved aside */
  #fail(error: unknown): boolean {
    const fault = storeFaultOf(error);
    this.#isUp = false;
    this.#isTroubled = true;
    this.#faults[fault] += 1;
    this.#problems.warn(
      `exchanges_${fault}`,
      { file: this.#file, fault: faultOf(error) },
      `the file of kept exchanges is down, ${storeFaultWords[fault]}: exchanges stay in memory until it is up again`,
    );
    // With a full disk, the file stays open, so that it can be read meanwhile.
    if (fault === 'full') return false;
    if (this.#current.inode !== null) this.#leaveFile();
    return fault === 'corrupt' && this.#moveAside();
  }

  #leaveFile(): void {
    const left = this.#current;
    // Exchanges that have not reached the file are still in memory.
    this.#current = this.#older ?? this.#openInMemory();
    this.#older = null;
    passWaiting(left.archive, this.#current.archive);
    try {
      left.database.close();
    } catch {
      // A failed close does no harm: the file is opened again.
    }
  }
}

function passWaiting(from: Archive, to: Archive): void {
  for (const { comparison, epoch } of from.takeWaiting()) to.add(comparison, epoch);
}

function inTransaction<T>(database: DatabaseSync, write: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const written = write();
    database.exec('COMMIT');
    return written;
  } catch (error) {
    // Some faults have ended the transaction already.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
