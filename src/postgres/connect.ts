import { readFileSync } from 'node:fs';
import pg from 'pg';
import { parsePostgresUrl } from '../config/postgres-url.ts';
import { readPasswordFile } from '../config/store-faults.ts';
import type { PostgresConfig } from '../config/store-schema.ts';
import { faultOf, type Logger } from '../log.ts';
import { ParallaxError } from '../vocabulary/errors.ts';

/** A connection inside a transaction. */
export type PostgresClient = Pick<pg.PoolClient, 'query'>;

/** A database of PostgreSQL, by a few connections that are made when they are needed. */
export interface Postgres {
  /**
   * Runs statements in one transaction. It is rolled back if `work` throws.
   *
   * @throws the error of `work`, of the connection, or of COMMIT, after which nobody knows whether it took place
   */
  transaction<Result>(work: (client: PostgresClient) => Promise<Result>): Promise<Result>;
  /** One statement in a transaction of its own. @throws the error of the server or the connection */
  query: PostgresClient['query'];
  /** Closes all connections, once what runs on them is done. */
  close(): Promise<void>;
}

const connectionsMax = 3;
const connectTimeoutMs = 5_000;
const statementTimeoutMs = 5_000;
/** A server that cannot be reached any more does not end its statements. */
const answerTimeoutMs = 10_000;

/** Begins a transaction. The timeout is no parameter of the connection: poolers refuse such parameters. */
const begin = `BEGIN; SET LOCAL statement_timeout = ${statementTimeoutMs}`;

/** Opens a database; nothing is connected yet. Passwords and certificates are read anew for each connection. */
export function openPostgres(config: PostgresConfig, log: Logger): Postgres {
  const parsed = parsePostgresUrl(config.url);
  if (parsed.fault !== null) throw new ParallaxError('postgres_url', parsed.fault);
  const { user, host, port, database } = parsed;
  const pool = new pg.Pool({
    user,
    host,
    port,
    database,
    // eslint-disable-next-line typescript/require-await
    password: async () => passwordOf(config),
    ssl: config.tls === undefined ? false : currentTls(config.tls),
    max: connectionsMax,
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: answerTimeoutMs,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    application_name: 'parallax',
    // A process that has nothing else to do may end.
    allowExitOnIdle: true,
  });
  // Without a listener, a connection that breaks would end the process.
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
        await client.query(begin);
        const result = await work(client);
        await client.query('COMMIT');
        isBroken = false;
        return result;
      } catch (error) {
        isBroken = await client.query('ROLLBACK').then(
          () => false,
          () => true,
        );
        throw error;
      } finally {
        client.release(isBroken);
      }
    },
    query: pool.query.bind(pool),
    close: () => pool.end(),
  };
}

/** Empty where there is none: without any, the driver would search the home directory for one. */
function passwordOf({ password, passwordFile }: PostgresConfig): string {
  if (passwordFile === undefined) return password ?? '';
  const read = readPasswordFile(passwordFile);
  if (read.password === null) throw new ParallaxError('postgres_password', read.fault);
  return read.password;
}

/** TLS options whose files are read when the driver takes them, which it does for each connection. */
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
