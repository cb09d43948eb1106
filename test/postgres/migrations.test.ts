import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPostgres } from '../../src/postgres/connect.ts';
import { migrate, migrations } from '../../src/postgres/migrations.ts';
import { memoryLog } from '../support/memory-log.ts';
import { hasPostgres, startPostgres, type TestPostgres } from '../support/postgres.ts';

const { log } = memoryLog();

const versionsOf = async (postgres: ReturnType<typeof openPostgres>) => {
  const { rows } = await postgres.query('SELECT version FROM parallax.migrations ORDER BY 1');
  return rows.map((row) => Number(row.version));
};

describe.skipIf(!hasPostgres)('the schema in PostgreSQL', () => {
  let server: TestPostgres;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it('is migrated to the newest version by several processes at once', async () => {
    const config = await server.createDatabase();
    const all = Array.from({ length: 4 }, () => openPostgres(config, log));
    await Promise.all(all.map((postgres) => migrate(postgres)));
    expect(await versionsOf(all[0]!)).toEqual(migrations.map((_, index) => index + 1));
    await Promise.all(all.map((postgres) => postgres.close()));
  });

  it('gets the additions of later versions, and keeps its data', async () => {
    const postgres = openPostgres(await server.createDatabase(), log);
    await migrate(postgres);
    await postgres.query('CREATE TABLE parallax.witness AS SELECT 1 AS id');
    await migrate(postgres, [
      ...migrations,
      { name: 'a later one', sql: 'ALTER TABLE parallax.witness ADD more text' },
    ]);
    const { rows } = await postgres.query('SELECT * FROM parallax.witness');
    expect(rows).toEqual([{ id: 1, more: null }]);
    await postgres.close();
  });

  it('is unchanged if a migration fails', async () => {
    const postgres = openPostgres(await server.createDatabase(), log);
    await migrate(postgres);
    const faulty = { name: 'faulty', sql: 'CREATE TABLE parallax.half (id int); SELECT 1/0' };
    await expect(migrate(postgres, [...migrations, faulty])).rejects.toThrow('division by zero');
    expect(await versionsOf(postgres)).toHaveLength(migrations.length);
    const { rows } = await postgres.query("SELECT to_regclass('parallax.half') AS half");
    expect(rows).toEqual([{ half: null }]);
    await postgres.close();
  });

  it('is refused in a later version', async () => {
    const postgres = openPostgres(await server.createDatabase(), log);
    await migrate(postgres, [...migrations, { name: 'a later one', sql: 'SELECT 1' }]);
    await expect(migrate(postgres)).rejects.toMatchObject({ code: 'store_later_version' });
    await postgres.close();
  });
});
