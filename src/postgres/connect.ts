import { readFileSync } from 'node:fs';
import pg from 'pg';
import { parsePostgresUrl } from '../config/postgres-url.ts';
import { readPasswordFile } from '../config/store-faults.ts';
import type { PostgresConfig } from '../config/store-schema.ts';
import { faultOf, type Logger } from '../log.ts';
import { hasCode, ParallaxError } from '../vocabulary/errors.ts';

/** A connection inside a transaction. */
export type PostgresClient = Pick<pg.PoolClient, 'query'>;

/** A PostgreSQL database, with a few connections that are opened on demand. */
export interface Postgres {
  /**
   * Runs statements in one transaction. It is rolled back if `work` throws.
   *
   * @throws the error of `work` or of the connection; ParallaxError `postgres_commit_unknown`
   *   if the answer to COMMIT was lost: the transaction may have been committed
   */
  transaction<Value>(work: (client: PostgresClient) => Promise<Value>): Promise<Value>;
  /** One statement in a transaction of its own. @throws the error of the server or the connection */
  query: PostgresClient['query'];
  /** Closes all connections once they are idle. */
  close(): Promise<void>;
}

/** Codes of PostgreSQL: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const readOnlyState = '25006';
const serverEnds = /^(?:57P0[123]|08[0-9A-Z]{3})$/;

const connectionsMax = 3;
const connectTimeoutMs = 5_000;
const statementTimeoutMs = 5_000;
/** Longer than the server's own limit, for a server that is no longer reachable. */
const answerTimeoutMs = 10_000;

/**
 * Begins a transaction. The timeout is not a parameter of the connection, as poolers refuse such parameters.
 */
const begin = `BEGIN; SET LOCAL statement_timeout = ${statementTimeoutMs}`;

/** The same for a database that Parallax only reads: it uses one connection, and cannot change anything. */
const beginReading = `BEGIN READ ONLY; SET LOCAL statement_timeout = ${statementTimeoutMs}`;

/**
 * Prepares a database; it connects later. Passwords and certificates are read again for each connection. With
 * `readOnly`, there is one connection, and each transaction is read-only.
 */
export function openPostgres(
  config: PostgresConfig | Omit<PostgresConfig, 'kind'>,
  log: Logger,
  { readOnly = false } = {},
): Postgres {
  const { value: parsed, fault } = parsePostgresUrl(config.url);
  if (fault !== null) throw new ParallaxError('postgres_url', fault);
  const { user, host, port, database } = parsed;
  const pool = new pg.Pool({
    user,
    host,
    port,
    database,
    // eslint-disable-next-line typescript/require-await
    password: async () => passwordOf(config),
    ssl: config.tls === undefined ? false : currentTls(config.tls),
    max: readOnly ? 1 : connectionsMax,
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: answerTimeoutMs,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    application_name: readOnly ? 'parallax (reads statistics)' : 'parallax',
    // Idle connections must not keep a process from ending.
    allowExitOnIdle: true,
  });
  // Without a listener, a broken connection would end the process.
  const ignore = (error: Error): void => {
    log.debug({ fault: faultOf(error) }, 'a connection to PostgreSQL was lost');
  };
  pool.on('error', ignore);
  pool.on('connect', (client) => client.on('error', ignore));

  return {
    async transaction(work) {
      const client = await pool.connect();
      let isBroken = true;
      try {
        await client.query(readOnly ? beginReading : begin);
        const result = await work(client);
        await commit(client);
        isBroken = false;
        return result;
      } catch (error) {
        const isLost = hasCode(error, 'postgres_commit_unknown') || isServerGone(error, readOnly);
        isBroken = isLost || !(await isRolledBack(client));
        throw error;
      } finally {
        client.release(isBroken);
      }
    },
    query: pool.query.bind(pool),
    close: () => pool.end(),
  };
}

async function commit(client: PostgresClient): Promise<void> {
  try {
    await client.query('COMMIT');
  } catch (cause) {
    // If the server answers with an error, for example of a deferred constraint, nothing was committed.
    if (cause instanceof pg.DatabaseError && cause.severity === 'ERROR') throw cause;
    throw new ParallaxError('postgres_commit_unknown', 'the answer to COMMIT did not come', {
      cause,
    });
  }
}

/**
 * Whether a server ends, or has become a read-only replica in a failover: another connection may lead to its successor.
 */
function isServerGone(error: unknown, readOnly: boolean): boolean {
  if (!(error instanceof Error)) return false;
  const { code = '' } = error as { readonly code?: string };
  const isReplica = code === readOnlyState && !readOnly;
  return isReplica || serverEnds.test(code) || isServerGone(error.cause, readOnly);
}

async function isRolledBack(client: PostgresClient): Promise<boolean> {
  return client.query('ROLLBACK').then(
    () => true,
    () => false,
  );
}

/** Empty if there is none: without a password, the driver would search the home directory for one. */
function passwordOf({ password, passwordFile }: Omit<PostgresConfig, 'kind'>): string {
  if (passwordFile === undefined) return password ?? '';
  const { value, fault } = readPasswordFile(passwordFile);
  if (fault !== null) throw new ParallaxError('postgres_password', fault);
  return value;
}

/** TLS options with getters that read the files, because the driver reads the options for each connection. */
function currentTls({
  ca,
  cert,
  key,
}: NonNullable<PostgresConfig['tls']>): pg.ConnectionConfig['ssl'] {
  const options: NonNullable<Exclude<pg.ConnectionConfig['ssl'], boolean>> = {};
  const files = { ca, cert, key };
  for (const [name, file] of Object.entries(files)) {
    if (file === undefined) continue;
    Object.defineProperty(options, name, {
      enumerable: true,
      configurable: true,
      get: () => readFileSync(file, 'utf8'),
    });
  }
  return options;
}
