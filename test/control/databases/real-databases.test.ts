import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DatabasesView, databasesView } from '../../../src/control/databases/database-view.ts';
import { hasPostgres, startPostgres, type TestPostgres } from '../../support/postgres.ts';
import {
  connectApp,
  databaseAt,
  prepareDatabases,
  type SamplerUnderTest,
  samplerUnderTest,
} from './databases-under-test.ts';

let server: TestPostgres;

function both(candidate = databaseAt(server, 'modern')): SamplerUnderTest {
  return samplerUnderTest(databaseAt(server, 'legacy'), candidate);
}

function view({ evidence, sampler }: SamplerUnderTest): DatabasesView {
  return databasesView(evidence, sampler.standing);
}

describe.skipIf(!hasPostgres)('two real databases', () => {
  beforeAll(async () => {
    server = await startPostgres({ preload: ['pg_stat_statements'] });
    await prepareDatabases(server);
  });
  afterAll(async () => server[Symbol.asyncDispose]());

  it('show an N+1 as the worst statement: from 2 to 52 per exchange', async () => {
    await using under = both();
    const legacy = await connectApp(server, 'legacy');
    const modern = await connectApp(server, 'modern');
    await under.sampler.sample();
    for (let exchange = 0; exchange < 5; exchange += 1) {
      for (const client of [legacy, modern]) {
        await client.query('SELECT count(*) FROM keys');
        await client.query('SELECT max(id) FROM keys');
      }
      for (let id = 1; id <= 50; id += 1) {
        await modern.query('SELECT team FROM keys WHERE id = $1', [id]);
      }
    }
    under.serve(5);
    await under.sampler.sample();
    await Promise.all([legacy.end(), modern.end()]);
    const { totals, statements, exchanges, connections } = view(under);
    expect(exchanges).toEqual({ primary: 5, candidate: 5 });
    expect(totals.statements).toEqual({ primary: 2, candidate: 52 });
    expect(connections).toEqual({ primary: 1, candidate: 1 });
    expect(statements[0]).toMatchObject({
      statement: 'select team from keys where id = ?',
      onlyOf: 'candidate',
      calls: { primary: 0, candidate: 50 },
    });
  });

  it('show a missing index as rows of sequential scans', async () => {
    await using under = both();
    await under.sampler.sample();
    for (const name of ['legacy', 'modern']) {
      const client = await connectApp(server, name);
      await client.query('SET enable_seqscan = off');
      await client.query('SELECT id FROM keys WHERE team = 3');
      // A backend reports its counts when it ends, at the latest.
      await client.end();
    }
    under.serve(1);
    await expect
      .poll(async () => {
        await under.sampler.sample();
        under.serve(1);
        return view(under).tables[0]?.table;
      })
      .toBe('public.keys');
    const { rows } = view(under).tables[0] ?? {};
    expect(rows?.candidate).toBeGreaterThan(rows?.primary ?? 0);
  });

  it('never reveal a secret of a statement', async () => {
    await using under = both();
    const modern = await connectApp(server, 'modern');
    await under.sampler.sample();
    await modern.query("SET application_name = 'planted-secret'");
    await modern.query("SELECT 'planted-secret' /* planted-secret */");
    await modern.query("DO $$ BEGIN PERFORM 'planted-secret'; END $$");
    await modern.query("COMMENT ON TABLE keys IS 'planted-secret'");
    under.serve(1);
    await under.sampler.sample();
    await modern.end();
    const { statements } = view(under);
    expect(statements.map(({ statement }) => statement).sort()).toEqual([
      'comment',
      'do',
      'select ?',
      'set',
    ]);
    expect(JSON.stringify([...under.evidence.watched.keys()])).not.toContain('planted');
  });

  it('count nothing in a time without exchanges', async () => {
    await using under = both();
    const modern = await connectApp(server, 'modern');
    await under.sampler.sample();
    await modern.query('SELECT min(id) FROM keys');
    for (let n = 0; n < 3; n += 1) await under.sampler.sample();
    await modern.query('SELECT max(id) FROM keys');
    under.serve(1);
    await under.sampler.sample();
    await modern.end();
    const shown = view(under).statements.map(({ statement }) => statement);
    expect(shown).toEqual(['select max (id) from keys']);
  });

  it('count a statement from zero after a reset of the statistics', async () => {
    await using under = both();
    const modern = await connectApp(server, 'modern');
    await modern.query('SELECT 1 AS often');
    await modern.query('SELECT 1 AS often');
    await under.sampler.sample();
    await server.run('SELECT pg_stat_statements_reset()', 'modern');
    for (let call = 0; call < 3; call += 1) await modern.query('SELECT 1 AS often');
    under.serve(1);
    await under.sampler.sample();
    await modern.end();
    const often = view(under).statements.find(({ statement }) => statement.endsWith('often'));
    expect(often?.calls).toMatchObject({ candidate: 3 });
  });

  it.each([
    ['a database without the extension', 'bare', 'watcher', 'CREATE EXTENSION pg_stat_statements'],
    ['a user without the privilege', 'modern', 'stranger', 'GRANT pg_read_all_stats'],
    ['an unknown user', 'modern', 'nobody_known', 'refuses the user'],
    ['a missing role', 'modern', 'watcher', 'has no role', 'mistyped'],
  ])('report %s, and count nothing', async (_, name, user, words, role?: string) => {
    await using under = both({ ...databaseAt(server, name, user), role });
    await under.sampler.sample();
    under.serve(1);
    await under.sampler.sample();
    const { faults, exchanges } = view(under);
    expect(faults).toEqual([expect.stringContaining(words)]);
    expect(faults[0]).toContain('the database of the candidate');
    expect(exchanges.candidate).toBe(0);
  });

  it('are read only by the chosen process', async () => {
    await using under = samplerUnderTest(
      databaseAt(server, 'legacy'),
      databaseAt(server, 'modern'),
      { isOwn: false },
    );
    await under.sampler.sample();
    expect(view(under)).toMatchObject({ reading: 'elsewhere', faults: [] });
  });

  it('start again after a restart of the server', async () => {
    await using under = both();
    await under.sampler.sample();
    await server.kill();
    under.serve(1);
    await under.sampler.sample();
    expect(view(under).faults).toHaveLength(2);
    await server.start();
    await under.sampler.sample();
    expect(view(under)).toMatchObject({ faults: [], exchanges: { primary: 0 } });
    const modern = await connectApp(server, 'modern');
    await modern.query('SELECT 1');
    under.serve(1);
    await under.sampler.sample();
    await modern.end();
    expect(view(under).totals.statements).toEqual({ primary: 0, candidate: 1 });
  });
});
