import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { loadCore, measuredCore } from '../cores.ts';
import { runOpenLoad } from '../open-load.ts';
import type { BenchOptions } from '../options.ts';
import { type Parallax, startParallax } from '../peers/parallax.ts';
import { type PinnedProcess, startPinned } from '../pinned-process.ts';
import type { Result } from '../result-table.ts';

const program = fileURLToPath(new URL('../peers/thinking-candidate.ts', import.meta.url));
const thinkMs = 5;
const rates = [50, 500, 2_000];

/** At a slow rate, too, this gives enough exchanges for medians. */
const secondsMin = 10;

/**
 * How well Parallax measures the times of two equal deployments, each a process of its own: with a core of
 * its own, and beside two programs that use all of that core.
 */
export async function timesOfTwins({ seconds }: BenchOptions): Promise<Result[]> {
  const results: Result[] = [];
  for (const neighbours of [0, 2]) {
    for (const perSecond of rates) {
      const twins = await measure(thinkMs, neighbours, { perSecond, seconds });
      results.push(...resultsOf(twins, perSecond, neighbours));
    }
  }
  const slower = await measure(thinkMs + 3, 2, { perSecond: 500, seconds });
  results.push({
    what: 'a candidate that takes 3 ms longer, 500 a second, 2 neighbours: slower for sure',
    measured: share(slower.slower),
    bar: '≥ 90 %',
    met: slower.slower >= 0.9,
  });
  return results;
}

interface Known {
  /** Of the compared exchanges. */
  readonly bothTimes: number;
  /** Of those with both times. */
  readonly undetermined: number;
  readonly slower: number;
  readonly medianRatio: number;
}

function resultsOf(known: Known, perSecond: number, neighbours: number): readonly Result[] {
  const under = `${perSecond} a second, ${neighbours} neighbours`;
  const least = neighbours === 0 ? 0.95 : 0.9;
  const { bothTimes, undetermined, medianRatio } = known;
  return [
    {
      what: `${under}: exchanges with both times`,
      measured: share(bothTimes),
      bar: `≥ ${share(least)}`,
      met: bothTimes >= least,
    },
    {
      what: `${under}: not known which was slower`,
      measured: share(undetermined),
      bar: neighbours === 0 ? '≤ 10 %' : '',
      met: neighbours === 0 ? undetermined <= 0.1 : null,
    },
    {
      what: `${under}: median of the candidate / of primary`,
      measured: medianRatio.toFixed(3),
      bar: '0.95 to 1.05',
      met: medianRatio >= 0.95 && medianRatio <= 1.05,
    },
  ];
}

async function measure(
  candidateMs: number,
  neighbours: number,
  load: { readonly perSecond: number; readonly seconds: number },
): Promise<Known> {
  await using stack = new AsyncDisposableStack();
  const start = async (ms: number): Promise<string> => {
    const thinking = stack.use(startPinned(loadCore, [process.execPath, program, String(ms)]));
    const [, port = ''] = /listening (\d+)/.exec(await thinking.lineWith('listening')) ?? [];
    return `http://127.0.0.1:${port}`;
  };
  const flags = [`--primary=${await start(thinkMs)}`, `--candidate=${await start(candidateMs)}`];
  const parallax = stack.use(await startParallax(measuredCore, flags));
  for (let at = 0; at < neighbours; at += 1) stack.use(startNeighbour());
  const seconds = Math.max(secondsMin, load.seconds);
  await runOpenLoad(`${parallax.url}/a`, { ...load, seconds });
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  return await knownBy(parallax);
}

/** A program that uses all of the core that Parallax runs on. */
function startNeighbour(): PinnedProcess {
  return startPinned(measuredCore, [process.execPath, '-e', 'for (;;);']);
}

const gate = z.object({
  criteria: z.array(
    z.object({
      criterion: z.string(),
      reason: z.string(),
      n: z.number().nullable(),
      k: z.number().nullable(),
    }),
  ),
});

const median = z.object({ p50Ms: z.number() });
const routes = z.array(z.object({ latency: z.object({ primary: median, candidate: median }) }));

async function knownBy({ adminUrl }: Parallax): Promise<Known> {
  const { criteria } = gate.parse(await (await fetch(`${adminUrl}/api/gate`)).json());
  const countsOf = (name: string) => {
    const one = criteria.find(({ criterion }) => criterion === name);
    return { reason: one?.reason ?? '', n: one?.n ?? 0, k: one?.k ?? 0 };
  };
  const [{ latency } = { latency: null }] = routes.parse(
    await (await fetch(`${adminUrl}/api/routes`)).json(),
  );
  const times = countsOf('latency');
  const perhaps = /perhaps in ([\d,]+) more/.exec(times.reason)?.[1]?.replaceAll(',', '') ?? '0';
  return {
    bothTimes: times.n / countsOf('mismatches').n,
    undetermined: Number(perhaps) / times.n,
    slower: times.k / times.n,
    medianRatio: latency === null ? Number.NaN : latency.candidate.p50Ms / latency.primary.p50Ms,
  };
}

function share(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}
