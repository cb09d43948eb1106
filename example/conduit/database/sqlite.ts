import { DatabaseSync } from 'node:sqlite';
import type { IdKind } from '../ids.ts';
import type { Database, DatabaseFaults, Row, Statements } from './database.ts';
import { schemaOf } from './schema.ts';

/** Another process has the same file open while a deployment is replaced. */
const busyTimeoutMs = 2_000;

/** Opens a file, or `:memory:`, and makes the tables if there are none. Each statement blocks the event loop. */
export function openSqlite(file: string, ids: IdKind, faults: DatabaseFaults): Database {
  const database = new DatabaseSync(file, { timeout: busyTimeoutMs });
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
  database.exec(schemaOf(ids, { text: 'TEXT', tableOptions: 'STRICT' }));

  const reporting = <T>(statement: () => T): Promise<T> => {
    try {
      return Promise.resolve(statement());
    } catch (error) {
      faults.statementFailed();
      return Promise.reject(error);
    }
  };
  const statements: Statements = {
    get: (sql, ...values) => reporting(() => database.prepare(sql).get(...values) as Row),
    all: (sql, ...values) => reporting(() => database.prepare(sql).all(...values) as Row[]),
    run: (sql, ...values) => reporting(() => Number(database.prepare(sql).run(...values).changes)),
  };
  return {
    ...statements,
    async inTransaction(work) {
      database.exec('BEGIN');
      try {
        await work(statements);
        database.exec('COMMIT');
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
    },
    close: () => Promise.resolve(database.close()),
  };
}
