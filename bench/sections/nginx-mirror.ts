import { loadCore, measuredCore } from '../cores.ts';
import { type Load, runLoad } from '../load.ts';
import { startNginxMirror, startUpstream } from '../peers/nginx.ts';
import { type Parallax, startParallax } from '../peers/parallax.ts';
import { barResult, type Result } from '../result-table.ts';
import { inRounds, median, pairedRatio } from '../rounds.ts';
import type { BenchOptions } from '../options.ts';

const connections = 64;

interface Measured extends Load {
  readonly cpuUsPerRequest: number;
}

const sizes = [
  { name: '150 bytes', path: '/150.json', throughput: 1.5 },
  { name: '10 KB', path: '/10k.json', throughput: 1.2 },
];

/**
 * The live path with everything mirrored and compared, against nginx with `mirror` to the same two
 * upstreams; each alone on one core. What Parallax shed is shown beside what it served, since what
 * is not compared costs nothing.
 */
export async function againstNginxMirror({ seconds, rounds }: BenchOptions): Promise<Result[]> {
  await using primary = await startUpstream(loadCore);
  await using candidate = await startUpstream(loadCore);
  await using nginx = await startNginxMirror(measuredCore, primary.url, candidate.url);
  await using parallax = await startParallax(measuredCore, [
    `--primary=${primary.url}`,
    `--candidate=${candidate.url}`,
  ]);
  const results: Result[] = [];
  for (const { name, path, throughput } of sizes) {
    const measure = async (peer: typeof nginx | Parallax): Promise<Measured> => {
      const before = peer.process.cpuSeconds();
      const load = await runLoad(peer.url + path, { connections, seconds });
      // What is still on its way behind the live plane belongs to these requests.
      if ('metrics' in peer) await settled(peer);
      const cpuSeconds = peer.process.cpuSeconds() - before;
      return { ...load, cpuUsPerRequest: (cpuSeconds / load.requests) * 1e6 };
    };
    await measure(parallax);
    await measure(nginx);
    const before = await parallax.metrics();
    const pairs = await inRounds(
      rounds,
      () => measure(parallax),
      () => measure(nginx),
    );
    const after = await parallax.metrics();
    const served = pairs.reduce((total, [ours]) => total + ours.requests, 0);
    const grown = (sample: string): number => (after.get(sample) ?? 0) - (before.get(sample) ?? 0);
    const route = `route="GET ${path}",area="(none)"`;
    const compared = grown(`parallax_exchanges_total{${route},outcome="match"}`) / served;
    const planeCpuUs = (plane: string): number =>
      (grown(`parallax_plane_cpu_seconds_total{plane="${plane}"}`) / served) * 1e6;
    const cpuUs = median(pairs.map(([ours]) => ours.cpuUsPerRequest));
    const nginxCpuUs = median(pairs.map(([, theirs]) => theirs.cpuUsPerRequest));
    const cpuUsIfAllCompared = planeCpuUs('live') + (cpuUs - planeCpuUs('live')) / compared;
    const throughputResult = barResult(
      `${name}: requests a second, Parallax / nginx mirror`,
      pairedRatio(pairs, (load) => load.requestsPerSecond),
      { atLeast: throughput },
      `${(compared * 100).toFixed(1)} % compared`,
    );
    results.push(
      // What was shed cost nothing: the bar is one for serving and comparing.
      { ...throughputResult, met: throughputResult.met === true && compared > 0.99 },
      barResult(
        `${name}: p50, Parallax / nginx mirror`,
        pairedRatio(pairs, (load) => load.p50Us),
        { atMost: 0.5 },
      ),
      {
        what: `${name}: CPU µs a request served and compared, nginx mirror / Parallax`,
        measured: `${(nginxCpuUs / cpuUsIfAllCompared).toFixed(2)} (${nginxCpuUs.toFixed(1)} / ${cpuUsIfAllCompared.toFixed(1)})`,
        bar: '',
        met: null,
      },
      {
        what: `${name}: CPU µs a request served, by plane`,
        measured: ['live', 'shadow', 'compare', 'control']
          .map((plane) => `${plane} ${planeCpuUs(plane).toFixed(1)}`)
          .join(', '),
        bar: '',
        met: null,
      },
    );
  }
  return results;
}

/** Waits until the planes behind have caught up. */
async function settled(parallax: Parallax): Promise<void> {
  for (let last = -1; ;) {
    const metrics = await parallax.metrics();
    const counted = metrics.get('parallax_exchanges_total') ?? 0;
    if (counted === last) return;
    last = counted;
    await new Promise((resolve) => setTimeout(resolve, 600));
  }
}
