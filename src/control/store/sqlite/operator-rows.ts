import type { DatabaseSync } from 'node:sqlite';
import type { OperatorRecord } from '../../operator-record.ts';
import { readOperatorRecord } from '../operator-record-text.ts';

/** @throws ParallaxError `store_corrupt`, or SQLite's error */
export function readOperatorRecords(database: DatabaseSync): readonly OperatorRecord[] {
  const rows = database.prepare('SELECT record FROM operator_records ORDER BY id').all();
  return rows.map(({ record }) => readOperatorRecord(String(record)));
}

/** @throws SQLite's error */
export function writeOperatorRecord(database: DatabaseSync, record: OperatorRecord): void {
  database
    .prepare('INSERT INTO operator_records (at_ms, record) VALUES (?, ?)')
    .run(Math.round(record.atMs), JSON.stringify(record));
}
