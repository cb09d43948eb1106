import { loadCore, measuredCore } from '../cores.ts';
import { runLoad } from '../load.ts';
import type { BenchOptions } from '../options.ts';
import { type Nginx, startNginxProxy, startUpstream } from '../peers/nginx.ts';
import { type Parallax, startParallax } from '../peers/parallax.ts';
import { barResult, type Result } from '../result-table.ts';
import { inRounds, pairedRatio } from '../rounds.ts';

/** The live plane alone, with mirroring off, against nginx `proxy_pass`. */
export async function againstNginxProxy({ seconds, rounds }: BenchOptions): Promise<Result[]> {
  await using primary = await startUpstream(loadCore);
  await using nginx = await startNginxProxy(measuredCore, primary.url);
  await using parallax = await startParallax(measuredCore, [
    `--primary=${primary.url}`,
    `--candidate=${primary.url}`,
    '--mirror-methods=none',
  ]);
  const measure = async (peer: Nginx | Parallax): Promise<number> => {
    const before = peer.process.cpuSeconds();
    const load = await runLoad(`${peer.url}/150.json`, { connections: 64, seconds });
    return ((peer.process.cpuSeconds() - before) / load.requests) * 1e6;
  };
  await measure(parallax);
  await measure(nginx);
  const pairs = await inRounds(
    rounds,
    () => measure(parallax),
    () => measure(nginx),
  );
  return [
    barResult(
      'CPU a request, Parallax with mirroring off / nginx proxy_pass',
      pairedRatio(pairs, (cpuUs) => cpuUs),
      { atMost: 1.5 },
    ),
  ];
}
