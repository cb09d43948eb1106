import { setImmediate } from 'node:timers/promises';
import type { Postgres, PostgresClient } from '../../postgres/connect.ts';
import { DatabaseFaultError } from './database-fault.ts';
import type { DatabaseCounters, DatabaseSample, StatementCounts } from './database-sample.ts';
import { statementShape } from './statement-shape.ts';

export interface ReadDatabaseOptions {
  readonly postgres: Postgres;
  /** The role whose statements count; null for all roles except Parallax's own. */
  readonly role: string | null;
  /** Other programs, such as the other deployment, use the database: counts that have no role are left out. */
  readonly isShared: boolean;
}

/**
 * Creates a reader of a database. It reads in one transaction, which changes nothing. The texts of statements are read
 * only when there are new ones: the server keeps them in a file.
 *
 * @returns rejects with DatabaseFaultError, or with the error of the server or the connection
 */
export function databaseReader(options: ReadDatabaseOptions): () => Promise<DatabaseSample> {
  const { postgres, isShared } = options;
  let shapes: ReadonlyMap<string, string> = new Map();
  return async () =>
    postgres.transaction(async (client) => {
      const standing = await readStanding(client, options);
      const source = { ...options, ...standing };
      const statements = await readStatements(client, source);
      const { dropped, resetAt } = await readInfo(client, source);
      if ([...statements.keys()].some((key) => !shapes.has(key))) {
        shapes = await readShapes(client, source, shapes);
      }
      return {
        server: standing.server,
        isReplica: standing.isReplica,
        statements,
        shapes,
        dropped,
        resetAt,
        tables: isShared ? new Map() : await readTables(client),
        counters: isShared ? null : await readCounters(client),
        connections: await readConnections(client, options),
      };
    });
}

interface Standing {
  /** The quoted schema of the extension. */
  readonly schema: string;
  readonly server: string;
  readonly isReplica: boolean;
  /** From version 1.9 of the extension on, which also has `pg_stat_statements_info`. */
  readonly hasTopLevel: boolean;
}

interface StandingRow {
  readonly server: string;
  readonly is_replica: boolean;
  readonly may_read: boolean;
  /** Whether the role whose statements count exists; true where all count. */
  readonly has_role: boolean;
  /** Null where the extension is missing, as the schema is then. */
  readonly version: string | null;
  readonly schema: string;
}

async function readStanding(
  client: PostgresClient,
  { role }: ReadDatabaseOptions,
): Promise<Standing> {
  const { rows } = await client.query<StandingRow>(
    `
    SELECT pg_postmaster_start_time()::text || ' ' || coalesce(inet_server_addr()::text, '') AS server,
      pg_is_in_recovery() AS is_replica,
      pg_has_role(current_user, 'pg_read_all_stats', 'USAGE') AS may_read,
      $1::text IS NULL OR EXISTS (SELECT FROM pg_roles WHERE rolname = $1) AS has_role,
      (SELECT extversion FROM pg_extension WHERE extname = 'pg_stat_statements') AS version,
      (SELECT quote_ident(nspname) FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace
        WHERE extname = 'pg_stat_statements') AS schema
  `,
    [role],
  );
  const [row] = rows;
  if (row === undefined || row.version === null) throw new DatabaseFaultError('no_extension');
  if (!row.may_read) throw new DatabaseFaultError('no_right');
  if (!row.has_role) throw new DatabaseFaultError('no_role');
  const [major = 0, minor = 0] = row.version.split('.').map(Number);
  if (major === 1 && minor < 8) throw new DatabaseFaultError('old_extension');
  return {
    schema: row.schema,
    server: row.server,
    isReplica: row.is_replica,
    hasTopLevel: major > 1 || minor >= 9,
  };
}

type Source = Standing & ReadDatabaseOptions;

/** Of this database, of the role, as clients sent them: those within functions are part of these. */
function ofDeployment({ hasTopLevel, role }: Source): string {
  return [
    'dbid = (SELECT oid FROM pg_database WHERE datname = current_database())',
    'userid <> (SELECT oid FROM pg_roles WHERE rolname = current_user)',
    ...(role === null ? [] : ['userid = (SELECT oid FROM pg_roles WHERE rolname = $1)']),
    ...(hasTopLevel ? ['toplevel'] : []),
  ].join(' AND ');
}

async function readStatements(
  client: PostgresClient,
  source: Source,
): Promise<ReadonlyMap<string, StatementCounts>> {
  const { schema, role } = source;
  const { rows } = await client.query<(string | number)[]>({
    text: `
      SELECT userid || ' ' || queryid, calls::float8, total_exec_time, rows::float8
      FROM ${schema}.pg_stat_statements(false) WHERE ${ofDeployment(source)}`,
    values: role === null ? [] : [role],
    rowMode: 'array',
  });
  const statements = new Map<string, StatementCounts>();
  for (const [key, calls, timeMs, changed] of rows) {
    const counts = { calls: Number(calls), timeMs: Number(timeMs), rows: Number(changed) };
    statements.set(String(key), counts);
  }
  return statements;
}

/** Before version 1.9 of the extension, the server counts neither. */
async function readInfo(
  client: PostgresClient,
  { schema, hasTopLevel }: Standing,
): Promise<Pick<DatabaseSample, 'dropped' | 'resetAt'>> {
  if (!hasTopLevel) return { dropped: 0, resetAt: null };
  const { rows } = await client.query<{ dealloc: string; reset_at: string | null }>(
    `SELECT dealloc, stats_reset::text AS reset_at FROM ${schema}.pg_stat_statements_info`,
  );
  return { dropped: Number(rows[0]?.dealloc ?? 0), resetAt: rows[0]?.reset_at ?? null };
}

/** A longer text is cut, and nothing after its last complete value is shown. */
const textCharsMax = 20_000;

const textsInARow = 100;

async function readShapes(
  client: PostgresClient,
  source: Source,
  known: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, string>> {
  const { schema, role } = source;
  const { rows } = await client.query<string[]>({
    text: `
      SELECT userid || ' ' || queryid, left(query, ${textCharsMax})
      FROM ${schema}.pg_stat_statements(true) WHERE ${ofDeployment(source)}`,
    values: role === null ? [] : [role],
    rowMode: 'array',
  });
  const shapes = new Map<string, string>();
  for (const [at, [key = '', text = '']] of rows.entries()) {
    // Thousands of long texts take a second, and the thread has other work.
    if (at % textsInARow === 0) await setImmediate();
    shapes.set(key, known.get(key) ?? statementShape(text));
  }
  return shapes;
}

async function readTables(client: PostgresClient): Promise<DatabaseSample['tables']> {
  const { rows } = await client.query<[string, number, number]>({
    text: `
      SELECT schemaname || '.' || relname, seq_scan::float8, seq_tup_read::float8
      FROM pg_stat_user_tables WHERE seq_scan > 0`,
    rowMode: 'array',
  });
  return new Map(rows.map(([name, scans, read]) => [name, { scans, rows: read }]));
}

async function readCounters(client: PostgresClient): Promise<DatabaseCounters | null> {
  const { rows } = await client.query<DatabaseCounters>(`
    SELECT xact_rollback::float8 AS rollbacks, deadlocks::float8 AS deadlocks, conflicts::float8 AS conflicts
    FROM pg_stat_database WHERE datname = current_database()`);
  return rows[0] ?? null;
}

async function readConnections(
  client: PostgresClient,
  { role }: ReadDatabaseOptions,
): Promise<number> {
  const whose = role === null ? 'usename <> current_user' : 'usename = $1';
  const { rows } = await client.query<{ n: number }>(
    `SELECT count(*)::float8 AS n FROM pg_stat_activity
      WHERE datname = current_database() AND backend_type = 'client backend' AND ${whose}`,
    role === null ? [] : [role],
  );
  return rows[0]?.n ?? 0;
}
