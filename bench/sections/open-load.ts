import { loadCore, measuredCore } from '../cores.ts';
import { type OpenLoad, runOpenLoad } from '../open-load.ts';
import type { BenchOptions } from '../options.ts';
import { type Nginx, startNginxMirror, startNginxProxy, startUpstream } from '../peers/nginx.ts';
import { type Parallax, startParallax } from '../peers/parallax.ts';
import { barResult, type Result } from '../result-table.ts';
import { inRounds, median, pairedRatio } from '../rounds.ts';

interface Measured extends OpenLoad {
  readonly cpuUs: number;
  /** The share of the served requests; 0 if nothing is mirrored. */
  readonly compared: number;
}

type Peer = Nginx | Parallax;

/** `cpuMax` bounds the CPU time of a request, as a multiple of that of nginx `mirror`. */
const loads = [
  { size: '1 KB', path: '/1k.json', perSecond: 1_000, cpuMax: 1.6 },
  { size: '1 KB', path: '/1k.json', perSecond: 3_000, cpuMax: 1.3 },
  { size: '10 KB', path: '/10k.json', perSecond: 1_000, cpuMax: 1.6 },
  { size: '10 KB', path: '/10k.json', perSecond: 3_000, cpuMax: 1.3 },
];

/**
 * The load of users: requests at a fixed rate, and not as many as a server can take. Each peer is alone on
 * one core with all its threads; load and upstreams share another.
 */
export async function underOpenLoad({ seconds, rounds }: BenchOptions): Promise<Result[]> {
  await using primary = await startUpstream(loadCore);
  await using candidate = await startUpstream(loadCore);
  await using mirror = await startNginxMirror(measuredCore, primary.url, candidate.url);
  await using proxy = await startNginxProxy(measuredCore, primary.url);
  const flags = [`--primary=${primary.url}`, `--candidate=${candidate.url}`];
  await using comparing = await startParallax(measuredCore, flags);
  await using off = await startParallax(measuredCore, [...flags, '--mirror-methods=none']);
  const results: Result[] = [];
  for (const { size, path, perSecond, cpuMax } of loads) {
    const under = `${size}, ${perSecond} a second`;
    const measure = (peer: Peer) => measureOne(peer, path, { perSecond, seconds });
    const inTurn = async (ours: Peer, theirs: Peer) => {
      await measure(ours);
      await measure(theirs);
      return inRounds(
        rounds,
        () => measure(ours),
        () => measure(theirs),
      );
    };
    results.push(...mirrorResults(under, cpuMax, await inTurn(comparing, mirror)));
    results.push(
      barResult(
        `${under}: CPU a request with mirroring off / nginx proxy_pass`,
        pairedRatio(await inTurn(off, proxy), ({ cpuUs }) => cpuUs),
        { atMost: 1.2 },
      ),
    );
  }
  return results;
}

function mirrorResults(
  under: string,
  cpuMax: number,
  pairs: readonly (readonly [Measured, Measured])[],
): readonly Result[] {
  const ratio = (figure: (measured: Measured) => number) => pairedRatio(pairs, figure);
  const of = (side: 0 | 1, figure: (measured: Measured) => number) =>
    median(pairs.map((pair) => figure(pair[side])));
  const compared = of(0, (one) => one.compared);
  const cpu = (one: Measured) => one.cpuUs;
  const remark =
    `${of(0, cpu).toFixed(0)} / ${of(1, cpu).toFixed(0)} µs, ` +
    `${(100 * compared).toFixed(1)} % compared`;
  const cpuResult = barResult(
    `${under}: CPU a request / nginx mirror`,
    ratio(cpu),
    { atMost: cpuMax },
    remark,
  );
  return [
    // A request that is shed costs nothing, so nearly all must be compared.
    { ...cpuResult, met: cpuResult.met === true && compared >= 0.99 },
    barResult(
      `${under}: p50 / nginx mirror`,
      ratio((one) => one.p50Us),
      { atMost: 0.8 },
    ),
    barResult(
      `${under}: p99 / nginx mirror`,
      ratio((one) => one.p99Us),
      { atMost: 1 },
      `${of(0, (one) => one.p99Us)} / ${of(1, (one) => one.p99Us)} µs`,
    ),
  ];
}

async function measureOne(
  peer: Peer,
  path: string,
  load: { readonly perSecond: number; readonly seconds: number },
): Promise<Measured> {
  const matchesOf = async () =>
    'metrics' in peer ? ((await peer.metrics()).get(matchSample(path)) ?? 0) : 0;
  const matchesBefore = await matchesOf();
  const cpuBefore = peer.process.cpuSeconds();
  const found = await runOpenLoad(peer.url + path, load);
  // The work that is under way behind the live plane belongs to these requests.
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const cpuUs = ((peer.process.cpuSeconds() - cpuBefore) / found.requests) * 1e6;
  const compared = ((await matchesOf()) - matchesBefore) / found.requests;
  return { ...found, cpuUs, compared };
}

function matchSample(path: string): string {
  return `parallax_exchanges_total{route="GET ${path}",area="(none)",outcome="match"}`;
}
