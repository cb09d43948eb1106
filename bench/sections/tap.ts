import { loadCore, measuredCore } from '../cores.ts';
import { runOpenLoad } from '../open-load.ts';
import type { BenchOptions } from '../options.ts';
import { type Nginx, startNginxMirror, startNginxProxy, startUpstream } from '../peers/nginx.ts';
import { type RunningTap, startNats, startTap } from '../peers/tap.ts';
import { barResult, type Result } from '../result-table.ts';
import { median, pairedRatio } from '../rounds.ts';

type Peer = Nginx | RunningTap;

const path = '/1k.json';
const loads = [1_000, 3_000];

/**
 * What a tap costs, compared with an nginx that only relays and one that mirrors: CPU for a request of 1 KB at a fixed rate. The
 * NATS server shares a core with the load.
 */
export async function tapBesideNginx({ seconds, rounds }: BenchOptions): Promise<Result[]> {
  await using stack = new AsyncDisposableStack();
  const primary = stack.use(await startUpstream(loadCore));
  const candidate = stack.use(await startUpstream(loadCore));
  const nats = stack.use(await startNats(loadCore));
  const tap = stack.use(await startTap(measuredCore, { primary: primary.url, nats: nats.url }));
  const proxy = stack.use(await startNginxProxy(measuredCore, primary.url));
  const mirror = stack.use(await startNginxMirror(measuredCore, primary.url, candidate.url));
  const results: Result[] = [];
  for (const perSecond of loads) {
    const cpuOf = async (peer: Peer): Promise<number> => cpuUs(peer, { perSecond, seconds });
    const measured: { tap: number; proxy: number; mirror: number; published: number }[] = [];
    for (let round = -1; round < rounds; round += 1) {
      const before = await publishedBy(tap);
      const one = { tap: await cpuOf(tap), proxy: await cpuOf(proxy), mirror: await cpuOf(mirror) };
      const published = ((await publishedBy(tap)) - before) / (perSecond * seconds);
      if (round >= 0) measured.push({ ...one, published });
    }
    const share = median(measured.map((one) => one.published));
    const ratioTo = (other: 'proxy' | 'mirror') =>
      pairedRatio(
        measured.map((one) => [one.tap, one[other]] as const),
        (figure) => figure,
      );
    const under = `1 KB, ${perSecond} a second: CPU`;
    const each = (key: 'tap' | 'proxy' | 'mirror'): string =>
      median(measured.map((one) => one[key])).toFixed(0);
    results.push(
      {
        what: `${under} µs a request: tap, nginx proxy_pass, nginx mirror`,
        measured: `${each('tap')}, ${each('proxy')}, ${each('mirror')}; ${(100 * share).toFixed(1)} % published`,
        bar: '',
        met: null,
      },
      barResult(`${under}, tap / nginx proxy_pass`, ratioTo('proxy'), { atMost: 1.35 }),
      barResult(`${under}, tap / nginx mirror`, ratioTo('mirror'), { atMost: 0.7 }),
    );
  }
  return results;
}

async function cpuUs(
  { url, process }: Peer,
  load: { readonly perSecond: number; readonly seconds: number },
): Promise<number> {
  const before = process.cpuSeconds();
  const { requests } = await runOpenLoad(url + path, load);
  // What is still on its way to NATS belongs to these requests.
  await new Promise((resolve) => setTimeout(resolve, 500));
  return ((process.cpuSeconds() - before) / requests) * 1e6;
}

async function publishedBy({ adminUrl }: RunningTap): Promise<number> {
  const text = await (await fetch(`${adminUrl}/metrics`)).text();
  return Number(/^parallax_tap_published_exchanges_total (\S+)$/m.exec(text)?.[1] ?? 0);
}
