import { faultOf, type Logger, RateLimitedLog } from '../../../log.ts';
import { ParallaxError } from '../../../vocabulary/errors.ts';
import type { Evidence } from '../../../vocabulary/evidence.ts';
import type { OperatorRecords } from '../../gate/operator-log.ts';
import type { OperatorRecord } from '../../operator-record.ts';
import type { Restored, Store, StoreHealth, Unsaved } from '../store.ts';
import { noFaults, storeFaultOf, storeFaultWords } from '../store-fault.ts';
import { createAsideMover } from './move-aside.ts';
import { SqliteFile } from './sqlite-file.ts';

interface SqliteStoreOptions {
  readonly file: string;
  readonly log: Logger;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/**
 * A store in an SQLite file. Every fault is logged, counted and tried again; unsaved data stays in memory
 * meanwhile.
 */
export class SqliteStore implements Store {
  readonly #options: SqliteStoreOptions;
  readonly #problems: RateLimitedLog;
  readonly #now: () => number;
  readonly #faults = noFaults();
  readonly #moveAside: () => boolean;
  #file: SqliteFile | null = null;
  #isUp = false;
  #isTroubled = false;
  #bytes = 0;
  #lastSavedMs: number | null = null;
  #wasMovedAside = false;
  #records: OperatorRecord[] = [];
  /** Those of the records that are not in the file. */
  #unsavedRecords: readonly OperatorRecord[] = [];

  constructor(options: SqliteStoreOptions) {
    this.#options = options;
    this.#problems = new RateLimitedLog(options.log);
    this.#now = options.now ?? Date.now;
    this.#moveAside = createAsideMover({ ...options, problems: this.#problems });
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  get health(): StoreHealth {
    return { faults: this.#faults, bytes: this.#bytes, lastSavedMs: this.#lastSavedMs };
  }

  readonly operatorRecords: OperatorRecords = {
    all: () => this.#records,
    append: (record) => {
      this.#records.push(record);
      this.#unsavedRecords = [...this.#unsavedRecords, record];
      if (!this.#isUp) return;
      this.#trying((file) => {
        file.append(this.#unsavedRecords);
        this.#unsavedRecords = [];
      });
    },
  };

  restore(): Restored | null {
    this.#wasMovedAside = false;
    const restored = this.#trying((file) => file.restored());
    // The corrupt file has been moved aside.
    return restored === null && this.#wasMovedAside
      ? this.#trying((file) => file.restored())
      : restored;
  }

  evidenceOf(key: string): Evidence | null {
    return this.#isUp ? this.#trying((file) => file.evidenceOf(key)) : null;
  }

  readonly shared = null;

  save(unsaved: Unsaved, onSaved: () => void): boolean {
    if (!this.#isUp) return false;
    const isSaved = this.#trying((file) => {
      if (!file.isInPlace) throw new ParallaxError('store_gone', 'the file is gone');
      file.save(unsaved, this.#unsavedRecords);
      this.#unsavedRecords = [];
      this.#bytes = file.bytes;
      return true;
    });
    if (isSaved === null) return false;
    this.#lastSavedMs = this.#now();
    if (this.#isTroubled) this.#log('the store is up again');
    this.#isTroubled = false;
    onSaved();
    return true;
  }

  close(): void {
    this.#isUp = false;
    this.#file?.close();
    this.#file = null;
  }

  /** @returns null if it failed: then the store is down */
  #trying<T>(work: (file: SqliteFile) => T): T | null {
    try {
      const done = work(this.#opened());
      this.#isUp = true;
      return done;
    } catch (error) {
      this.#fail(error);
      return null;
    }
  }

  #opened(): SqliteFile {
    if (this.#file !== null) return this.#file;
    const file = new SqliteFile(this.#options.file);
    this.#file = file;
    this.#takeRecords(file.operatorRecords());
    return file;
  }

  /** Actions of operators while the file could not be read come after those in the file. */
  #takeRecords(inFile: readonly OperatorRecord[]): void {
    const known = new Set(inFile.map((record) => JSON.stringify(record)));
    this.#unsavedRecords = this.#records.filter((record) => !known.has(JSON.stringify(record)));
    // A new list: a reader of the previous one must begin again.
    this.#records = [...inFile, ...this.#unsavedRecords];
  }

  #fail(error: unknown): void {
    const fault = storeFaultOf(error);
    this.#isUp = false;
    this.#isTroubled = true;
    this.#faults[fault] += 1;
    const { file } = this.#options;
    this.#problems.warn(
      `store_${fault}`,
      { file, fault: faultOf(error) },
      `the store is down, ${storeFaultWords[fault]}: evidence is kept in memory until it is up again`,
    );
    // With a full disk, the file stays open; after other faults, it may be another file.
    if (fault === 'full') return;
    this.#close();
    if (fault === 'corrupt') this.#wasMovedAside = this.#moveAside();
  }

  #close(): void {
    try {
      this.close();
    } catch {
      // A file that failed to close is opened again.
      this.#file = null;
    }
  }

  #log(message: string): void {
    this.#options.log.info({ file: this.#options.file }, message);
  }
}
