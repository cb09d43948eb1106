import pg from 'pg';
import type { IdKind } from '../ids.ts';
import type { Database, DatabaseFaults, Row, Statements } from './database.ts';
import { schemaOf } from './schema.ts';

const connectionsMax = 10;
const connectTimeoutMs = 5_000;

/** Sums and counts are of this type. They are exact as numbers up to 2^53, and come as text otherwise. */
const typeOfSums = pg.types.builtins.INT8;

/** Connects to PostgreSQL and makes the tables if there are none. */
export async function openPostgres(
  url: string,
  ids: IdKind,
  faults: DatabaseFaults,
): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: url,
    max: connectionsMax,
    connectionTimeoutMillis: connectTimeoutMs,
    application_name: 'conduit',
    types: { getTypeParser },
  });
  // A connection that breaks while nobody uses it; the pool makes another one.
  pool.on('error', () => faults.connectionFailed());
  try {
    await pool.query(schemaOf(ids, { text: 'TEXT COLLATE "C"', tableOptions: '' }));
  } catch (error) {
    await pool.end();
    throw error;
  }
  return {
    ...statementsOn(pool, faults),
    async inTransaction(work) {
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        await work(statementsOn(client, faults));
        await client.query('COMMIT');
      } catch (error) {
        await client.query('ROLLBACK');
        throw error;
      } finally {
        client.release();
      }
    },
    close: () => pool.end(),
  };
}

function statementsOn(connection: pg.Pool | pg.PoolClient, faults: DatabaseFaults): Statements {
  const query = async (sql: string, values: readonly unknown[]): Promise<pg.QueryResult<Row>> => {
    try {
      return await connection.query<Row>(numbered(sql), [...values]);
    } catch (error) {
      if (isOfConnection(error)) faults.connectionFailed();
      else faults.statementFailed();
      throw error;
    }
  };
  return {
    get: async (sql, ...values) => (await query(sql, values)).rows[0],
    all: async (sql, ...values) => (await query(sql, values)).rows,
    run: async (sql, ...values) => (await query(sql, values)).rowCount ?? 0,
  };
}

/** PostgreSQL writes `$1`, `$2` for the values. No statement has a question mark in a literal. */
function numbered(sql: string): string {
  let count = 0;
  return sql.replaceAll('?', () => `$${(count += 1)}`);
}

/** SQLSTATE classes of connections (08) and of servers that shut down (57P); other errors never came from a server. */
function isOfConnection(error: unknown): boolean {
  return !(error instanceof pg.DatabaseError) || /^(08|57P)/.test(error.code ?? '');
}

const getTypeParser: pg.CustomTypesConfig['getTypeParser'] = (type, format) =>
  type === typeOfSums ? Number : pg.types.getTypeParser(type, format);
