import type { IdKind } from '../ids.ts';
import type { Database, DatabaseFaults } from './database.ts';
import { openPostgres } from './postgres.ts';
import { openSqlite } from './sqlite.ts';
import { countingStatements } from './statement-count.ts';

/**
 * Opens a deployment's own database and makes its tables if there are none.
 *
 * @param location `postgres://…`, or what SQLite opens: a file, or `:memory:`
 */
export async function openDatabase(
  location: string,
  ids: IdKind,
  faults: DatabaseFaults,
): Promise<Database> {
  const database = /^postgres(ql)?:\/\//.test(location)
    ? await openPostgres(location, ids, faults)
    : openSqlite(location, ids, faults);
  return countingStatements(database);
}
