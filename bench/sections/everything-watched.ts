import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres, type TestPostgres } from '../../test/support/postgres.ts';
import { loadCore, measuredCore } from '../cores.ts';
import { runLoad } from '../load.ts';
import type { BenchOptions } from '../options.ts';
import { startStatingUpstream } from '../peers/nginx.ts';
import { type Parallax, startParallax } from '../peers/parallax.ts';
import { barResult, type Result } from '../result-table.ts';
import { inRounds, pairedRatio } from '../rounds.ts';

const connections = 16;
const password = 'a password of the bench';

interface Measured {
  readonly cpuUs: number;
  readonly liveUs: number;
}

/**
 * What a request costs with everything watched: `Server-Timing` of both answers, metrics and databases of both
 * deployments, as often as they are by default. Against the same Parallax that watches none of it.
 */
export async function withEverythingWatched({ seconds, rounds }: BenchOptions): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), 'parallax-bench-'));
  await using started = new AsyncDisposableStack();
  started.defer(() => rmSync(folder, { recursive: true }));
  const upstream = async (isStating: boolean): Promise<string> =>
    started.use(await startStatingUpstream(loadCore, isStating)).url;
  const postgres = started.use(await startPostgres({ preload: ['pg_stat_statements'] }));
  await prepare(postgres);
  const start = async (name: string, config: object): Promise<Parallax> => {
    const file = join(folder, `${name}.json`);
    writeFileSync(file, JSON.stringify(config));
    return started.use(await startParallax(measuredCore, ['--config', file]));
  };
  const watchedOf = (url: string, name: string): object => ({
    url,
    metrics: `${url}/metrics`,
    database: {
      url: `postgres://watcher@127.0.0.1:${postgres.port}/${name}`,
      passwordFile: 'password',
    },
  });
  writeFileSync(join(folder, 'password'), password, { mode: 0o600 });
  const plain = await start('plain', {
    primary: await upstream(false),
    candidate: await upstream(false),
  });
  const watched = await start('watched', {
    primary: watchedOf(await upstream(true), 'legacy'),
    candidate: watchedOf(await upstream(true), 'modern'),
    gate: { databases: { statementsFactor: 1.5 } },
  });
  const measure = async (parallax: Parallax): Promise<Measured> => {
    const live = async (): Promise<number> =>
      (await parallax.metrics()).get('parallax_plane_cpu_seconds_total{plane="live"}') ??
      Number.NaN;
    const [liveBefore, before] = [await live(), parallax.process.cpuSeconds()];
    const { requests } = await runLoad(`${parallax.url}/1k.json`, { connections, seconds });
    const cpuSeconds = parallax.process.cpuSeconds() - before;
    const liveSeconds = (await live()) - liveBefore;
    return { cpuUs: (cpuSeconds / requests) * 1e6, liveUs: (liveSeconds / requests) * 1e6 };
  };
  await measure(plain);
  await measure(watched);
  await assertWatched(watched);
  const pairs = await inRounds(
    rounds,
    () => measure(watched),
    () => measure(plain),
  );
  return [
    barResult(
      'CPU of the live path for a request, everything watched / nothing watched',
      pairedRatio(pairs, ({ liveUs }) => liveUs),
      { atMost: 1.05 },
    ),
    barResult(
      'CPU for a request, everything watched / nothing watched',
      pairedRatio(pairs, ({ cpuUs }) => cpuUs),
      { atMost: 1.05 },
    ),
  ];
}

async function prepare(postgres: TestPostgres): Promise<void> {
  await postgres.run(`CREATE ROLE watcher LOGIN PASSWORD '${password}' IN ROLE pg_read_all_stats`);
  for (const name of ['legacy', 'modern']) {
    await postgres.run(`CREATE DATABASE ${name}`);
    await postgres.run('CREATE EXTENSION pg_stat_statements', name);
  }
}

/** What is not watched costs nothing: a ratio of that would say nothing. */
async function assertWatched(parallax: Parallax): Promise<void> {
  const metrics = await parallax.metrics();
  for (const name of [
    'parallax_server_timing_exchanges',
    'parallax_metrics_reads_total{deployment="candidate",result="ok"}',
    'parallax_database_readable{deployment="candidate"}',
  ]) {
    if (!((metrics.get(name) ?? 0) > 0)) throw new Error(`nothing was watched: no ${name}`);
  }
}
