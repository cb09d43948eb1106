import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type RunningConduit, serve } from '../../example/conduit/serve.ts';
import type { DatabasesView } from '../../src/control/databases/database-view.ts';
import type { CriterionResult } from '../../src/vocabulary/verdict.ts';
import { type ServingParallax, serveParallax } from '../cli/parallax-program.ts';
import {
  connectApp,
  password,
  prepareDatabases,
} from '../control/databases/databases-under-test.ts';
import { chatCall, direct, repository } from '../example/conduit-under-test.ts';
import { hasPostgres, startPostgres, type TestPostgres } from '../support/postgres.ts';

const soon = { interval: 200, timeout: 60_000 };
const calls = 20;

function databaseIn({ port }: TestPostgres, name: string): object {
  const url = `postgres://watcher@127.0.0.1:${port}/${name}`;
  return { url, passwordFile: 'password', everyMs: 1000 };
}

async function send(url: string, path: string, body: unknown, key = ''): Promise<Response> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
  return fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
}

describe.skipIf(!hasPostgres)('parallax run between two deployments with databases', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parallax-databases-'));
  const closing: (() => Promise<void>)[] = [];
  let server: TestPostgres;
  let parallax: ServingParallax;

  beforeAll(async () => {
    server = await startPostgres({ preload: ['pg_stat_statements'] });
    closing.push(async () => server[Symbol.asyncDispose]());
    await prepareDatabases(server);
    primary = await deployment('legacy', direct);
    candidate = await deployment('modern', repository('n-plus-one'));
    configure('modern');
    parallax = await serveParallax(['--config', join(folder, 'parallax.json')]);
    closing.push(async () => parallax[Symbol.asyncDispose]());
  });

  afterAll(async () => {
    for (const close of closing.toReversed()) await close();
    rmSync(folder, { recursive: true });
  });

  let primary: RunningConduit;
  let candidate: RunningConduit;

  async function deployment(name: string, flavour: typeof direct): Promise<RunningConduit> {
    const database = `postgres://app:${password}@127.0.0.1:${server.port}/${name}`;
    const conduit = await serve({ port: 0, database, seed: 'any', ids: 'integer', flavour });
    closing.push(conduit.close);
    const key = await send(conduit.url, '/api/virtual-keys', { team: 'blue', keyName: 'search' });
    const { virtualKey } = (await key.json()) as { virtualKey: string };
    for (let index = 0; index < calls; index += 1) {
      const { path, body } = chatCall(virtualKey, `r${index}`);
      await (await send(conduit.url, path, body, virtualKey)).text();
    }
    return conduit;
  }

  /** Writes the config, with this database as the candidate's. */
  function configure(database: string): void {
    writeFileSync(join(folder, 'password'), password, { mode: 0o600 });
    const config = {
      primary: { url: primary.url, database: databaseIn(server, 'legacy') },
      candidate: { url: candidate.url, database: databaseIn(server, database) },
      store: 'store.db',
      gate: { databases: { statementsFactor: 1.5 } },
    };
    writeFileSync(join(folder, 'parallax.json'), JSON.stringify(config));
  }

  async function read(path: string): Promise<string> {
    return (await fetch(`http://${parallax.adminAddress}${path}`)).text();
  }

  async function view(): Promise<DatabasesView> {
    return JSON.parse(await read('/api/databases')) as DatabasesView;
  }

  async function criterion(): Promise<CriterionResult | undefined> {
    const { criteria } = JSON.parse(await read('/api/gate')) as { criteria: CriterionResult[] };
    return criteria.find((one) => one.criterion === 'databases');
  }

  async function drive(): Promise<void> {
    const url = `http://${parallax.listenAddress}/api/costs/summary?team=blue`;
    await (await fetch(url)).text();
  }

  it('shows an N+1 as a higher number of statements per exchange, and as the worst statement', async () => {
    await vi.waitFor(async () => {
      await drive();
      const { totals, statements } = await view();
      expect(statements[0]).toMatchObject({
        statement: 'select * from request_logs where id = ?',
        onlyOf: 'candidate',
      });
      expect(totals.statements.candidate).toBeGreaterThan(calls);
      expect(totals.statements.primary).toBeLessThan(5);
    }, soon);
    expect(await read('/')).toContain('href="/databases"');
    expect(await read('/databases')).toMatch(
      /select \* from request_logs where id = \?[\s\S]{0,40}<\/code>\s*<small class="bad"\s*>only the candidate/,
    );
    expect(await read('/metrics')).toMatch(
      /parallax_database_work_total\{deployment="candidate",kind="statements"\} [1-9]/,
    );
    expect(await criterion()).toMatchObject({
      result: 'inconclusive',
      reason: expect.stringMatching(/^Both databases were read in \d+ blocks/),
    });
  });

  it('never shows, logs or stores a value of a statement or a password', async () => {
    const secret = 'planted-secret';
    const client = await connectApp(server, 'modern');
    const planted = [
      `SELECT '${secret}', 1 +/* ${secret} */ 2`,
      `SET application_name = '${secret}'`,
      `DO $$ BEGIN PERFORM '${secret}'; END $$`,
      `COMMENT ON TABLE keys IS '${secret}'`,
      `SELECT 1 AS "<script>alert(1)</script>"`,
    ];
    await vi.waitFor(async () => {
      for (const statement of planted) await client.query(statement);
      await drive();
      expect(await read('/databases')).toContain('as &quot;&lt;script&gt;alert(1)');
    }, soon);
    await client.end();
    const paths = ['/', '/databases', '/api/databases', '/metrics', '/config', '/api/gate'];
    const shown = (await Promise.all(paths.map(read))).join('');
    const stored = readdirSync(folder).filter((name) => name.startsWith('store'));
    const kept = stored.map((name) => readFileSync(join(folder, name), 'latin1')).join('');
    expect(kept).toContain('request_logs where id = ?');
    for (const text of [shown, kept, parallax.log()]) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(password);
    }
    expect(await read('/databases')).not.toContain('<script>alert(1)');
  });

  it('reports what a database of a new config lacks, and its gate waits', async () => {
    configure('bare');
    parallax.kill('SIGHUP');
    await vi.waitFor(async () => {
      await drive();
      const lacking = 'database of the candidate has no pg_stat_statements';
      expect(await read('/databases')).toContain(lacking);
      const { result, reason } = (await criterion())!;
      expect([result, reason]).toEqual(['inconclusive', expect.stringContaining(lacking)]);
    }, soon);
    expect(parallax.log()).toContain('run CREATE EXTENSION pg_stat_statements');
  });
});
