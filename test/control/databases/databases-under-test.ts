import pg from 'pg';
import type { DatabaseConfig } from '../../../src/config/database-schema.ts';
import { createDatabaseSampler } from '../../../src/control/databases/database-sampler.ts';
import { databaseReader } from '../../../src/control/databases/read-database.ts';
import { createLogger } from '../../../src/log.ts';
import { openPostgres } from '../../../src/postgres/connect.ts';
import { addValue, type Side, sumsAt } from '../../../src/vocabulary/side-sums.ts';
import { emptyEvidence, type Evidence } from '../../../src/vocabulary/evidence.ts';
import { watchedKey } from '../../../src/vocabulary/watched.ts';
import { comparisonOf } from '../comparison-fixture.ts';
import type { TestPostgres } from '../../support/postgres.ts';

export const password = 'a-password-of-databases';

/** The length of the judged blocks of time. */
const blockMs = 2000;

/** One database for each deployment, with a role for each and one that reads statistics. */
export async function prepareDatabases(server: TestPostgres): Promise<void> {
  await server.run(`
    CREATE ROLE watcher LOGIN PASSWORD '${password}' IN ROLE pg_read_all_stats;
    CREATE ROLE stranger LOGIN PASSWORD '${password}';
    CREATE ROLE app LOGIN PASSWORD '${password}';
  `);
  for (const name of ['legacy', 'modern', 'bare']) {
    await server.run(`CREATE DATABASE ${name} OWNER app`);
    if (name !== 'bare') await server.run('CREATE EXTENSION pg_stat_statements', name);
    await server.run(
      `SET ROLE app; CREATE TABLE keys (id int PRIMARY KEY, team int);
        INSERT INTO keys SELECT n, n % 7 FROM generate_series(1, 50) n`,
      name,
    );
  }
  await server.run('CREATE INDEX ON keys (team)', 'legacy');
}

export function databaseAt(server: TestPostgres, name: string, user = 'watcher'): DatabaseConfig {
  const url = `postgres://${user}@127.0.0.1:${server.port}/${name}`;
  return { url, password, everyMs: 1000 };
}

/** A deployment's own connection. */
export async function connectApp(server: TestPostgres, database: string): Promise<pg.Client> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port: server.port,
    database,
    user: 'app',
    password,
  });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

export interface SamplerUnderTest extends AsyncDisposable {
  readonly evidence: Evidence;
  readonly sampler: ReturnType<typeof createDatabaseSampler>;
  /** So many exchanges were served by both. */
  serve(exchanges: number): void;
  /** Time that passes, in milliseconds. */
  wait(ms: number): void;
}

/** A sampler of two real databases, whose time and exchanges the test decides. */
export function samplerUnderTest(
  primary: DatabaseConfig,
  candidate: DatabaseConfig,
  { isOwn = true } = {},
): SamplerUnderTest {
  const log = createLogger('control', 'silent');
  const evidence = emptyEvidence();
  let nowMs = 0;
  const open = (one: DatabaseConfig) => {
    const postgres = openPostgres(one, log, { readOnly: true });
    return {
      postgres,
      read: databaseReader({ postgres, role: one.role ?? null, isShared: false }),
    };
  };
  const opened = { primary: open(primary), candidate: open(candidate) };
  const epoch = { key: '1', startedAtMs: 0 } as Parameters<
    typeof createDatabaseSampler
  >[0]['evidence']['epoch'];
  const sampler = createDatabaseSampler({
    primary: opened.primary.read,
    candidate: opened.candidate.read,
    asksPrimaryAgain: false,
    isOwn: () => Promise.resolve(isOwn),
    everyMs: 1000,
    lengthMs: blockMs,
    log,
    now: () => nowMs,
    evidence: {
      epoch,
      current: () => evidence,
      noteWatched(name, side: Side, value, n = 1) {
        addValue(sumsAt(evidence.watched, watchedKey(name))[side], value, n);
      },
    },
  });
  return {
    evidence,
    sampler,
    serve(exchanges) {
      for (let i = 0; i < exchanges; i += 1) sampler.note(comparisonOf());
    },
    wait(ms) {
      nowMs += ms;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([opened.primary.postgres.close(), opened.candidate.postgres.close()]);
    },
  };
}
