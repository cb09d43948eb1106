import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PostgresConfig } from '../../src/config/store-schema.ts';
import { openPostgres } from '../../src/postgres/connect.ts';
import { memoryLog } from '../support/memory-log.ts';
import {
  hasPostgres,
  postgresPassword,
  startPostgres,
  type TestPostgres,
} from '../support/postgres.ts';

const { log } = memoryLog();
const ca = fileURLToPath(new URL('../support/certificate/cert.pem', import.meta.url));
const otherCa = fileURLToPath(new URL('../support/certificate/other-cert.pem', import.meta.url));

describe.skipIf(!hasPostgres)('a connection to PostgreSQL', () => {
  let server: TestPostgres;
  let config: PostgresConfig;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'parallax-connect-'));
    server = await startPostgres({ tls: true });
    config = await server.createDatabase();
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  it('answers a query', async () => {
    const postgres = openPostgres(config, log);
    const { rows } = await postgres.query('SELECT 7 AS number');
    expect(rows).toEqual([{ number: 7 }]);
    await postgres.close();
  });

  it('rolls back a transaction in which an exception is thrown', async () => {
    const postgres = openPostgres(config, log);
    await postgres.query('CREATE TABLE a (id integer)');
    const failing = postgres.transaction(async (client) => {
      await client.query('INSERT INTO a VALUES (1)');
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect((await postgres.query('SELECT * FROM a')).rowCount).toBe(0);
    await postgres.close();
  });

  it.each([
    { what: 'the error of a transaction', errorOf: (error: unknown) => error },
    {
      what: 'the cause of that error',
      errorOf: (cause: unknown) => new Error('no', { cause }),
    },
  ])('is opened again if $what is that the server has become read-only', async ({ errorOf }) => {
    const name = new URL(config.url).pathname.slice(1);
    const setting = `ALTER DATABASE ${name} SET default_transaction_read_only`;
    await server.run(`${setting} = on`);
    const postgres = openPostgres(config, log);
    const write = (): Promise<unknown> =>
      postgres.transaction(async (client) => {
        try {
          await client.query('CREATE TABLE b (); DROP TABLE b');
        } catch (error) {
          throw errorOf(error);
        }
      });
    await expect(write()).rejects.toThrow(/./);
    await server.run(`${setting} = off`);
    await expect(write()).resolves.toBeUndefined();
    await postgres.close();
  });

  it('does not know whether a transaction was kept if the connection is lost at COMMIT', async () => {
    const postgres = openPostgres(config, log);
    const lost = postgres.transaction(async (client) => {
      const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      await postgres.query('SELECT pg_terminate_backend($1, 5000)', [rows[0]?.pid]);
    });
    await expect(lost).rejects.toMatchObject({ code: 'postgres_commit_unknown' });
    await postgres.close();
  });

  it('ends a statement of a transaction that takes too long', async () => {
    const postgres = openPostgres(config, log);
    const timeout = await postgres.transaction(async (client) => {
      return (await client.query<{ statement_timeout: string }>('SHOW statement_timeout')).rows[0];
    });
    expect(timeout).toEqual({ statement_timeout: '5s' });
    await postgres.close();
  });

  it('uses the current content of the password file', async () => {
    const passwordFile = join(folder, 'password');
    writeFileSync(passwordFile, 'not this one');
    const postgres = openPostgres({ kind: 'postgres', url: config.url, passwordFile }, log);
    await expect(postgres.query('SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    writeFileSync(passwordFile, `${postgresPassword}\n`);
    await expect(postgres.query('SELECT 1')).resolves.toMatchObject({ rowCount: 1 });
    await postgres.close();
  });

  it('uses TLS with the certificate authority of the config', async () => {
    const postgres = openPostgres({ ...config, tls: { ca } }, log);
    const { rows } = await postgres.query(
      'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()',
    );
    expect(rows).toEqual([{ ssl: true }]);
    await postgres.close();
  });

  it('refuses a server with a certificate of another authority', async () => {
    const postgres = openPostgres({ ...config, tls: { ca: otherCa } }, log);
    await expect(postgres.query('SELECT 1')).rejects.toMatchObject({
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
    await postgres.close();
  });

  it('is opened again after the server was killed and restarted', async () => {
    const postgres = openPostgres(config, log);
    await postgres.query('SELECT 1');
    await server.kill();
    await expect(postgres.query('SELECT 1')).rejects.toThrow(/./);
    await server.start();
    await expect(postgres.query('SELECT 1')).resolves.toMatchObject({ rowCount: 1 });
    await postgres.close();
  });
});
