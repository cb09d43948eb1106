import { setTimeout as sleep } from 'node:timers/promises';
import { loadCore, measuredCore } from '../cores.ts';
import { runOpenLoad } from '../open-load.ts';
import type { BenchOptions } from '../options.ts';
import { startUpstream } from '../peers/nginx.ts';
import { type RunningHub, startHub, startNats, startTap } from '../peers/tap.ts';
import type { Result } from '../result-table.ts';
import { startPostgres } from '../../test/support/postgres.ts';

const perSecond = 2_000;

interface Worked {
  readonly compared: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly residentBytes: number;
}

/**
 * How fast a hub with one core works through a backlog of the stream. NATS, PostgreSQL, the candidate and the load that
 * fills the stream before have the other core.
 */
export async function hubThroughput({ seconds, rounds }: BenchOptions): Promise<Result[]> {
  const results: Result[] = [];
  for (const path of ['/1k.json', '/10k.json']) {
    const worked = await workThrough(path, seconds * Math.max(1, rounds));
    const { compared, cpuSeconds, residentBytes } = worked;
    results.push({
      what: `a backlog of GET ${path}: exchanges a second on one core`,
      measured: [
        `${Math.round(compared / worked.seconds).toLocaleString('en')} (${compared.toLocaleString('en')} in all)`,
        `${((cpuSeconds / compared) * 1e6).toFixed(0)} µs of CPU each`,
        `${Math.round(residentBytes / 2 ** 20)} MiB`,
      ].join(', '),
      bar: '',
      met: null,
    });
  }
  return results;
}

async function workThrough(path: string, seconds: number): Promise<Worked> {
  await using stack = new AsyncDisposableStack();
  const primary = stack.use(await startUpstream(loadCore));
  const candidate = stack.use(await startUpstream(loadCore));
  const nats = stack.use(await startNats(loadCore));
  const postgres = stack.use(await startPostgres());
  const tap = stack.use(await startTap(loadCore, { primary: primary.url, nats: nats.url }));
  const { requests } = await runOpenLoad(tap.url + path, { perSecond, seconds });
  const store = await postgres.createDatabase();
  const places = { primary: primary.url, candidate: candidate.url, nats: nats.url, store };
  const hub = stack.use(await startHub(measuredCore, places));
  // The hub starts in the first second.
  const first = await countAfter(hub, 1);
  const begun = { at: performance.now(), cpuSeconds: hub.process.cpuSeconds() };
  const compared = (await countAfter(hub, requests)) - first;
  return {
    compared,
    seconds: (performance.now() - begun.at) / 1000,
    cpuSeconds: hub.process.cpuSeconds() - begun.cpuSeconds,
    residentBytes: hub.process.residentBytes(),
  };
}

const pollMs = 250;
const giveUpMs = 120_000;

/** Waits until a hub has compared so many exchanges. @returns how many by then */
async function countAfter({ adminUrl }: RunningHub, least: number): Promise<number> {
  const giveUpAt = performance.now() + giveUpMs;
  for (;;) {
    const text = await (await fetch(`${adminUrl}/metrics`)).text();
    const counted = /^parallax_epoch_exchanges\{stage="compared"\} (\d+)$/m.exec(text)?.[1];
    const compared = Number(counted ?? 0);
    if (compared >= least || performance.now() > giveUpAt) return compared;
    await sleep(pollMs);
  }
}
