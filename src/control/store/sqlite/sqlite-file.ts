import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { Evidence } from '../../../vocabulary/evidence.ts';
import type { Epoch, EpochCause } from '../../epoch.ts';
import type { OperatorRecord } from '../../operator-record.ts';
import type { ProcessMark, Restored, Unsaved } from '../store.ts';
import { readClockMark, writeClockMark } from './clock-row.ts';
import { EvidenceRows } from './evidence-rows.ts';
import { openDatabase } from './open-database.ts';
import { readOperatorRecords, writeOperatorRecord } from './operator-rows.ts';
import { readShed, readSpans } from './stored-counts.ts';

/**
 * Beyond this size the oldest epochs are dropped, whatever their number. With 500 routes of 200 fields, an epoch
 * takes up some 25 MB, and five times as much where a hostile candidate makes all names as long as they can be.
 */
const bytesMax = 128 * 1024 * 1024;

/** A store's file while it is open. Its methods throw what SQLite throws, or ParallaxError `store_corrupt`. */
export class SqliteFile {
  readonly #file: string;
  readonly #inode: number;
  readonly #database: DatabaseSync;
  readonly #evidence: EvidenceRows;

  constructor(file: string) {
    this.#file = file;
    this.#database = openDatabase(file);
    this.#inode = statSync(file).ino;
    this.#evidence = new EvidenceRows(this.#database);
  }

  /** Whether the file was neither deleted nor replaced. */
  get isInPlace(): boolean {
    return statSync(this.#file, { throwIfNoEntry: false })?.ino === this.#inode;
  }

  /** Its size on disk, without its log. */
  get bytes(): number {
    return this.#pragma('page_count') * this.#pragma('page_size');
  }

  restored(): Restored {
    return { epochs: this.#epochs(), mark: this.#mark(), clock: readClockMark(this.#database) };
  }

  operatorRecords(): readonly OperatorRecord[] {
    return readOperatorRecords(this.#database);
  }

  evidenceOf(key: string): Evidence | null {
    return this.#evidence.read(key);
  }

  /** All of it, or none. */
  save({ epochs, inMemory, mark, clock }: Unsaved, records: readonly OperatorRecord[]): void {
    this.#inTransaction(() => {
      for (const { dropped } of inMemory) this.#evidence.drop(dropped);
      this.#dropAllBut(epochs);
      // The first one written counts as the oldest.
      const byAge = inMemory.toSorted((a, b) => epochs.indexOf(b.epoch) - epochs.indexOf(a.epoch));
      for (const epoch of byAge) this.#evidence.write(epoch);
      if (mark !== null) this.#writeMark(mark);
      writeClockMark(this.#database, clock);
      for (const record of records) writeOperatorRecord(this.#database, record);
      this.#dropTooMuch();
    });
  }

  append(records: readonly OperatorRecord[]): void {
    this.#inTransaction(() => {
      for (const record of records) writeOperatorRecord(this.#database, record);
    });
  }

  close(): void {
    this.#database.close();
  }

  #inTransaction(write: () => void): void {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      write();
      this.#database.exec('COMMIT');
      this.#evidence.committed();
    } catch (error) {
      this.#evidence.rolledBack();
      // Some faults have ended the transaction already.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  #epochs(): Epoch[] {
    return this.#database
      .prepare('SELECT * FROM epochs ORDER BY newness DESC')
      .all()
      .map((row) => ({
        key: String(row.key),
        version: String(row.version),
        startedAtMs: Number(row.started_at_ms),
        startedBecause: String(row.started_because) as EpochCause,
        mayBeReplacedAtMs:
          row.may_be_replaced_at_ms === null ? null : Number(row.may_be_replaced_at_ms),
        candidate: row.candidate === null ? null : String(row.candidate),
        apart: readSpans(String(row.apart)),
      }));
  }

  #mark(): ProcessMark | null {
    const row = this.#database.prepare('SELECT instance, shed FROM process_marks').get();
    return row === undefined
      ? null
      : { instance: String(row.instance), shed: readShed(String(row.shed)) };
  }

  #writeMark({ instance, shed }: ProcessMark): void {
    this.#database.prepare('DELETE FROM process_marks WHERE instance <> ?').run(instance);
    this.#database
      .prepare('INSERT OR REPLACE INTO process_marks VALUES (?, ?)')
      .run(instance, JSON.stringify(shed));
  }

  /** The key may be that of another epoch since. */
  #dropAllBut(epochs: readonly Epoch[]): void {
    const startOf = new Map(epochs.map(({ key, startedAtMs }) => [key, startedAtMs]));
    for (const { key, startedAtMs } of this.#epochs()) {
      if (startOf.get(key) !== startedAtMs) this.#drop(key);
    }
  }

  #dropTooMuch(): void {
    const epochs = this.#epochs();
    while (epochs.length > 1 && this.#bytesUsed() > bytesMax) {
      const oldest = epochs.pop();
      if (oldest !== undefined) this.#drop(oldest.key);
    }
  }

  #drop(key: string): void {
    this.#database.prepare('DELETE FROM epochs WHERE key = ?').run(key);
    this.#evidence.forget(key);
  }

  #bytesUsed(): number {
    const pages = this.#pragma('page_count') - this.#pragma('freelist_count');
    return pages * this.#pragma('page_size');
  }

  #pragma(name: string): number {
    const row = this.#database.prepare(`PRAGMA ${name}`).get() ?? {};
    return Number(row[name]);
  }
}
