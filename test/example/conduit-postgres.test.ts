import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Flavour } from '../../example/conduit/app.ts';
import { type Gateway, openGateway } from '../../example/conduit/gateway.ts';
import type { IdKind } from '../../example/conduit/ids.ts';
import { serve } from '../../example/conduit/serve.ts';
import { driveMembers } from '../../example/stateful/drive-members.ts';
import { hasPostgres, startPostgres, type TestPostgres } from '../support/postgres.ts';
import {
  askingThrough,
  chatCall,
  createKey,
  direct,
  repository,
  type Conduit,
} from './conduit-under-test.ts';
import { differencesOf, pairOf } from './conduit-pair.ts';
import { runScript } from './script.ts';

describe.skipIf(!hasPostgres)('the gateway on PostgreSQL', () => {
  let server: TestPostgres;
  const closing: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    server = await startPostgres({ preload: ['pg_stat_statements'] });
  });

  afterEach(async () => {
    vi.restoreAllMocks();
    for (const close of closing.splice(0)) await close();
  });

  afterAll(() => server[Symbol.asyncDispose]());

  async function createDatabase(): Promise<string> {
    const { url, password = '' } = await server.createDatabase();
    return Object.assign(new URL(url), { password }).href;
  }

  async function open(ids: IdKind, database: string): Promise<Gateway> {
    const gateway = await openGateway({ database, seed: 'test', ids });
    closing.push(() => gateway.database.close());
    return gateway;
  }

  const variants: readonly [string, IdKind, Flavour][] = [
    ['SQL in the handlers', 'integer', direct],
    ['repositories', 'uuid', repository()],
  ];

  it.each(variants)('answers with %s and %s ids as on SQLite', async (_, ids, flavour) => {
    const onSqlite = askingThrough(open(ids, ':memory:'), direct);
    const onPostgres = askingThrough(open(ids, await createDatabase()), flavour);
    const pair = pairOf(onSqlite, onPostgres);
    await runScript(pair.ask);
    for (const id of ['unknown', '0', '-1', '99999999999999999999']) {
      await pair.ask({ path: `/api/virtual-keys/${id}` });
      await pair.ask({ path: `/api/request-logs?virtualKeyId=${id}` });
    }
    expect(differencesOf(pair)).toEqual([]);
  });

  it('gives concurrent clients the expected answers', async () => {
    const database = await createDatabase();
    const flavour = repository();
    const conduit = await serve({ port: 0, database, seed: 'any', ids: 'integer', flavour });
    closing.push(conduit.close);
    const driving = driveMembers({ url: conduit.url, requests: 200, clients: 10 });
    await expect(driving).resolves.toBeUndefined();
  });

  it('shows an N+1 query in pg_stat_statements as one shape that is called for each log', async () => {
    const database = await createDatabase();
    const name = new URL(database).pathname.slice(1);
    const conduit = askingThrough(open('uuid', database), repository('n-plus-one'));
    const { virtualKey } = await createKey(conduit, 'blue', 'search');
    for (let index = 0; index < 50; index += 1) await conduit(chatCall(virtualKey, `r${index}`));
    await server.run('CREATE EXTENSION pg_stat_statements', name);
    await server.run('SELECT pg_stat_statements_reset()', name);
    await conduit({ path: '/api/costs/summary?team=blue' });
    expect(await shapes(name)).toEqual([
      ['SELECT * FROM request_logs WHERE id = $1', 50],
      ['SELECT id FROM request_logs WHERE virtual_key_id = $1', 1],
      ['SELECT id FROM virtual_keys WHERE team = $1', 1],
    ]);
  });

  /** The statements on these two tables in a database, and how often each was called. */
  async function shapes(database: string): Promise<readonly [string, number][]> {
    const { rows } = await server.run(
      `SELECT query, calls FROM pg_stat_statements JOIN pg_database ON pg_database.oid = dbid
       WHERE datname = '${database}' AND query ~ 'FROM (request_logs|virtual_keys)' ORDER BY query`,
      database,
    );
    return (rows as { query: string; calls: string }[]).map(({ query, calls }) => [
      query,
      Number(calls),
    ]);
  }

  it('counts lost connections, and answers again when the server is back', async () => {
    vi.spyOn(console, 'error').mockReturnValue();
    const conduit = askingThrough(open('uuid', await createDatabase()), direct);
    const list = async (): Promise<number> => (await conduit({ path: '/api/virtual-keys' })).status;
    expect(await list()).toBe(200);
    await server.kill();
    expect(await list()).toBe(500);
    expect(await connectionErrors(conduit)).toBeGreaterThanOrEqual(1);
    await server.start();
    expect(await list()).toBe(200);
  });
});

async function connectionErrors(conduit: Conduit): Promise<number> {
  const { text } = await conduit({ path: '/metrics' });
  expect(text).toContain('conduit_database_errors_total 0');
  return Number(/^conduit_database_connection_errors_total (\d+)$/m.exec(text)?.[1]);
}
