import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres, type TestPostgres } from '../../test/support/postgres.ts';
import { loadCore, measuredCore } from '../cores.ts';
import { runLoad } from '../load.ts';
import type { BenchOptions } from '../options.ts';
import { startUpstream } from '../peers/nginx.ts';
import { type Parallax, startParallax } from '../peers/parallax.ts';
import { barResult, type Result } from '../result-table.ts';
import { inRounds, pairedRatio } from '../rounds.ts';

const connections = 16;
const password = 'a password of the bench';
/** `Server-Timing`, and the metrics of a process whose values do not change. */
const watchable = {
  serverTiming: 'db;dur=1.5, queries;dur=2',
  metrics: 'process_resident_memory_bytes 100000000\nprocess_cpu_seconds_total 10\n',
};

interface Measured {
  readonly cpuUs: number;
  readonly liveUs: number;
}

/**
 * The CPU time of a request while Parallax watches `Server-Timing`, metrics and databases of both deployments at their
 * default intervals, compared with a Parallax that watches none of them.
 */
export async function withEverythingWatched({ seconds, rounds }: BenchOptions): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), 'parallax-bench-'));
  await using started = new AsyncDisposableStack();
  started.defer(() => rmSync(folder, { recursive: true }));
  const plain = await startPlain(started);
  const watched = await startWatched(started, folder);
  const measureWatched = (): Promise<Measured> => measure(watched, seconds);
  const measurePlain = (): Promise<Measured> => measure(plain, seconds);
  await measurePlain();
  await measureWatched();
  await assertWatched(watched);
  const pairs = await inRounds(rounds, measureWatched, measurePlain);
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

async function startPlain(started: AsyncDisposableStack): Promise<Parallax> {
  const primary = started.use(await startUpstream(loadCore));
  const candidate = started.use(await startUpstream(loadCore));
  const flags = [`--primary=${primary.url}`, `--candidate=${candidate.url}`];
  return started.use(await startParallax(measuredCore, flags));
}

/** @param folder for its config */
async function startWatched(started: AsyncDisposableStack, folder: string): Promise<Parallax> {
  const postgres = started.use(await startPostgres({ preload: ['pg_stat_statements'] }));
  await prepare(postgres);
  const deployment = async (database: string): Promise<object> => {
    const { url } = started.use(await startUpstream(loadCore, watchable));
    const databaseUrl = `postgres://watcher@127.0.0.1:${postgres.port}/${database}`;
    const watchedDatabase = { url: databaseUrl, passwordFile: 'password' };
    return { url, metrics: `${url}/metrics`, database: watchedDatabase };
  };
  writeFileSync(join(folder, 'password'), password, { mode: 0o600 });
  const config = {
    primary: await deployment('legacy'),
    candidate: await deployment('modern'),
    gate: { databases: { statementsFactor: 1.5 } },
  };
  const file = join(folder, 'watched.json');
  writeFileSync(file, JSON.stringify(config));
  return started.use(await startParallax(measuredCore, ['--config', file]));
}

async function measure(parallax: Parallax, seconds: number): Promise<Measured> {
  const live = async (): Promise<number> =>
    (await parallax.metrics()).get('parallax_plane_cpu_seconds_total{plane="live"}') ?? Number.NaN;
  const [liveBefore, before] = [await live(), parallax.process.cpuSeconds()];
  const { requests } = await runLoad(`${parallax.url}/1k.json`, { connections, seconds });
  const cpuSeconds = parallax.process.cpuSeconds() - before;
  const liveSeconds = (await live()) - liveBefore;
  return { cpuUs: (cpuSeconds / requests) * 1e6, liveUs: (liveSeconds / requests) * 1e6 };
}

async function prepare(postgres: TestPostgres): Promise<void> {
  await postgres.run(`CREATE ROLE watcher LOGIN PASSWORD '${password}' IN ROLE pg_read_all_stats`);
  for (const name of ['legacy', 'modern']) {
    await postgres.run(`CREATE DATABASE ${name}`);
    await postgres.run('CREATE EXTENSION pg_stat_statements', name);
  }
}

/** Without values of everything that is to be watched, the ratio would show nothing. */
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
