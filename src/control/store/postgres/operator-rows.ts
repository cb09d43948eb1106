import type { PostgresClient } from '../../../postgres/connect.ts';
import type { OperatorRecord } from '../../operator-record.ts';
import { readOperatorRecord } from '../operator-record-text.ts';
import { readText, storedText } from './stored-text.ts';

/** A record as the database has it, by its number. */
export interface StoredRecord {
  readonly id: number;
  readonly record: OperatorRecord;
}

/** @returns the numbers that the records got. @throws PostgreSQL's error */
export async function writeRecords(
  client: PostgresClient,
  records: readonly OperatorRecord[],
): Promise<readonly StoredRecord[]> {
  const stored: StoredRecord[] = [];
  for (const record of records) {
    const { rows } = await client.query<{ id: string }>(
      'INSERT INTO parallax.operator_records (at_ms, record) VALUES ($1, $2) RETURNING id',
      [record.atMs, storedText(JSON.stringify(record))],
    );
    stored.push({ id: Number(rows[0]?.id), record });
  }
  return stored;
}

/** @param since the oldest transaction that may not have been seen @throws PostgreSQL's error */
export async function readRecords(
  client: PostgresClient,
  since: string,
): Promise<readonly StoredRecord[]> {
  const { rows } = await client.query<{ id: string; record: string }>({
    name: 'read-records',
    text: `SELECT id, record FROM parallax.operator_records WHERE changed >= $1::xid8 ORDER BY id`,
    values: [since],
  });
  return rows.map(({ id, record }) => ({
    id: Number(id),
    record: readOperatorRecord(readText(record)),
  }));
}
