import type { OperatorRecord } from '../../operator-record.ts';
import type { StoredRecord } from './operator-rows.ts';

/**
 * The actions of operators in all processes: the records in the database, and those of this process that it
 * lacks.
 */
export class OperatorList {
  readonly #stored = new Map<number, OperatorRecord>();
  #unsaved: readonly OperatorRecord[] = [];
  #all: OperatorRecord[] = [];

  get unsaved(): readonly OperatorRecord[] {
    return this.#unsaved;
  }

  all(): readonly OperatorRecord[] {
    return this.#all;
  }

  append(record: OperatorRecord): void {
    this.#unsaved = [...this.#unsaved, record];
    this.#all.push(record);
  }

  /** These were saved, and have a number now. */
  saved(records: readonly StoredRecord[]): void {
    const saved = new Set(records.map(({ record }) => record));
    this.#unsaved = this.#unsaved.filter((record) => !saved.has(record));
    for (const { id, record } of records) this.#stored.set(id, record);
    this.#order();
  }

  /** @returns those that were not known */
  note(records: readonly StoredRecord[]): readonly OperatorRecord[] {
    const news = records.filter(({ id }) => !this.#stored.has(id));
    for (const { id, record } of news) this.#stored.set(id, record);
    if (news.length > 0) this.#order();
    return news.map(({ record }) => record);
  }

  /** Makes a new list if the order changes: a reader of the previous list must begin again. */
  #order(): void {
    const byNumber = [...this.#stored].sort(([a], [b]) => a - b).map(([, record]) => record);
    const all = [...byNumber, ...this.#unsaved];
    const isSame = all.length === this.#all.length && all.every((one, i) => one === this.#all[i]);
    if (!isSame) this.#all = all;
  }
}
