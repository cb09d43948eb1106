import { fileURLToPath } from 'node:url';
import { loadCore, measuredCore } from '../cores.ts';
import { type OpenLoad, runOpenLoad } from '../open-load.ts';
import type { BenchOptions } from '../options.ts';
import { startHaproxy } from '../peers/haproxy.ts';
import { startNginxMirror, startNginxProxy, startUpstream } from '../peers/nginx.ts';
import { type Parallax, startParallax } from '../peers/parallax.ts';
import { type PinnedProcess, startPinned } from '../pinned-process.ts';
import { barResult, type Result } from '../result-table.ts';
import { median, pairedRatio } from '../rounds.ts';

const sick = fileURLToPath(new URL('../peers/sick-candidate.ts', import.meta.url));

interface Peer {
  readonly url: string;
  readonly process: PinnedProcess;
}

interface Measured extends OpenLoad {
  readonly cpuUs: number;
  /** Of what was served; 0 where nothing is mirrored. */
  readonly compared: number;
}

/** By the name of a peer, one for each round. */
type Rounds = ReadonlyMap<string, readonly Measured[]>;

/** CPU a request, at most, over that of nginx `mirror`. */
const loads = [
  { size: '1 KB', path: '/1k.json', perSecond: 1_000, cpuMax: 1.6 },
  { size: '1 KB', path: '/1k.json', perSecond: 3_000, cpuMax: 1.3 },
  { size: '10 KB', path: '/10k.json', perSecond: 1_000, cpuMax: 1.6 },
  { size: '10 KB', path: '/10k.json', perSecond: 3_000, cpuMax: 1.3 },
];

const [proxy, haproxy, off] = ['nginx proxy_pass', 'HAProxy', 'Parallax, mirroring off'];
const [mirror, ours, hung] = ['nginx mirror', 'Parallax', 'Parallax, candidate hung'];

/**
 * What users have: requests at a rate of their own, not as many as a server takes. Each peer is alone on
 * one core with all its threads; load and upstreams share another.
 */
export async function underOpenLoad({ seconds, rounds }: BenchOptions): Promise<Result[]> {
  await using stack = new AsyncDisposableStack();
  const primary = stack.use(await startUpstream(loadCore));
  const candidate = stack.use(await startUpstream(loadCore));
  const silent = stack.use(startPinned(loadCore, [process.execPath, sick, 'hung']));
  const [, port = ''] = (await silent.lineWith('listening')).split(' ');
  const parallax = async (flags: readonly string[]): Promise<Parallax> =>
    stack.use(await startParallax(measuredCore, [`--primary=${primary.url}`, ...flags]));
  const peers = new Map<string, Peer>([
    [proxy, stack.use(await startNginxProxy(measuredCore, primary.url))],
    [haproxy, stack.use(await startHaproxy(measuredCore, primary.url))],
    [off, await parallax([`--candidate=${candidate.url}`, '--mirror-methods=none'])],
    [mirror, stack.use(await startNginxMirror(measuredCore, primary.url, candidate.url))],
    [ours, await parallax([`--candidate=${candidate.url}`])],
    [hung, await parallax([`--candidate=http://127.0.0.1:${port}`])],
  ]);
  const results: Result[] = [];
  for (const { size, path, perSecond, cpuMax } of loads) {
    const measured = await inTurn(peers, rounds, path, { perSecond, seconds });
    results.push(...resultsOf(`${size}, ${perSecond} a second`, measured, cpuMax));
  }
  return results;
}

/** All peers one after the other, several times; a first time of each is only to warm it up. */
async function inTurn(
  peers: ReadonlyMap<string, Peer>,
  rounds: number,
  path: string,
  load: { readonly perSecond: number; readonly seconds: number },
): Promise<Rounds> {
  const measured = new Map<string, Measured[]>();
  for (let round = -1; round < rounds; round += 1) {
    for (const [name, peer] of peers) {
      const one = await measureOne(peer, path, load);
      if (round >= 0) measured.set(name, [...(measured.get(name) ?? []), one]);
    }
  }
  return measured;
}

function resultsOf(under: string, measured: Rounds, cpuMax: number): readonly Result[] {
  const compared = medianOf(measured, ours, (one) => one.compared);
  const cpuResult = barResult(
    `${under}: CPU, ${ours} / ${mirror}`,
    ratio(measured, ours, mirror, cpu),
    { atMost: cpuMax },
    `${(100 * compared).toFixed(1)} % compared`,
  );
  return [
    ...[...measured.keys()].map((name) => figures(under, measured, name)),
    // What is shed costs nothing.
    { ...cpuResult, met: cpuResult.met === true && compared >= 0.99 },
    barResult(`${under}: p50, ${ours} / ${mirror}`, ratio(measured, ours, mirror, p50), {
      atMost: 0.8,
    }),
    barResult(`${under}: p99, ${ours} / ${mirror}`, ratio(measured, ours, mirror, p99), {
      atMost: 1,
    }),
    barResult(`${under}: CPU, ${off} / ${proxy}`, ratio(measured, off, proxy, cpu), {
      atMost: 1.2,
    }),
  ];
}

/** What one peer costs and takes, without a bar. */
function figures(under: string, measured: Rounds, name: string): Result {
  const us = (figure: (one: Measured) => number): string =>
    medianOf(measured, name, figure).toFixed(0);
  return {
    what: `${under}: ${name}`,
    measured: `CPU ${us(cpu)} µs; p50 ${us(p50)}, p90 ${us((one) => one.p90Us)}, p99 ${us(p99)} µs`,
    bar: '',
    met: null,
  };
}

function cpu({ cpuUs }: Measured): number {
  return cpuUs;
}

function p50({ p50Us }: Measured): number {
  return p50Us;
}

function p99({ p99Us }: Measured): number {
  return p99Us;
}

function medianOf(measured: Rounds, name: string, figure: (one: Measured) => number): number {
  return median((measured.get(name) ?? []).map(figure));
}

function ratio(measured: Rounds, one: string, other: string, figure: (one: Measured) => number) {
  const [first = [], second = []] = [measured.get(one), measured.get(other)];
  const pairs = first.map((first, at) => [first, second[at] as Measured] as const);
  return pairedRatio(pairs, figure);
}

async function measureOne(
  peer: Peer,
  path: string,
  load: { readonly perSecond: number; readonly seconds: number },
): Promise<Measured> {
  const matchesBefore = await matchesOf(peer, path);
  const cpuBefore = peer.process.cpuSeconds();
  const found = await runOpenLoad(peer.url + path, load);
  // What is still on its way behind the live plane belongs to these requests.
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const cpuUs = ((peer.process.cpuSeconds() - cpuBefore) / found.requests) * 1e6;
  const compared = ((await matchesOf(peer, path)) - matchesBefore) / found.requests;
  return { ...found, cpuUs, compared };
}

async function matchesOf(peer: Peer | Parallax, path: string): Promise<number> {
  if (!('metrics' in peer)) return 0;
  const sample = `parallax_exchanges_total{route="GET ${path}",area="(none)",outcome="match"}`;
  return (await peer.metrics()).get(sample) ?? 0;
}
