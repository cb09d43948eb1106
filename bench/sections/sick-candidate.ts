import { fileURLToPath } from 'node:url';
import { freePort } from '../../test/support/free-port.ts';
import { loadCore, measuredCore } from '../cores.ts';
import { type Load, runLoad } from '../load.ts';
import type { BenchOptions } from '../options.ts';
import { startUpstream } from '../peers/nginx.ts';
import { type Parallax, startParallax } from '../peers/parallax.ts';
import { startPinned } from '../pinned-process.ts';
import { barResult, type Result } from '../result-table.ts';
import { inRounds, pairedRatio } from '../rounds.ts';

const program = fileURLToPath(new URL('../peers/sick-candidate.ts', import.meta.url));
const modes = ['hung', 'resets', 'slow', 'endless'];

/** What all planes together may hold: bodies by the budgets, and the rest of four isolates. */
const residentBytesMax = 512 * 1024 * 1024;

/** Live throughput with a candidate that fails, against that with a sound one. */
export async function withSickCandidates(options: BenchOptions): Promise<Result[]> {
  await using primary = await startUpstream(loadCore);
  const refusing = `http://127.0.0.1:${await freePort()}`;
  const results = await againstSound(options, primary.url, 'refuses', refusing);
  for (const mode of modes) {
    await using sick = startPinned(loadCore, [process.execPath, program, mode]);
    const port = (await sick.lineWith('listening')).split(' ')[1] ?? '';
    const url = `http://127.0.0.1:${port}`;
    results.push(...(await againstSound(options, primary.url, mode, url)));
  }
  return results;
}

async function againstSound(
  { seconds, rounds }: BenchOptions,
  primary: string,
  mode: string,
  sickUrl: string,
): Promise<Result[]> {
  const start = (candidate: string): Promise<Parallax> =>
    startParallax(measuredCore, [`--primary=${primary}`, `--candidate=${candidate}`]);
  await using sound = await start(primary);
  await using sick = await start(sickUrl);
  let residentBytes = 0;
  const measure = async (peer: Parallax): Promise<Load> => {
    const watch = setInterval(() => {
      residentBytes = Math.max(residentBytes, sick.process.residentBytes());
    }, 100);
    const load = await runLoad(`${peer.url}/150.json`, { connections: 64, seconds });
    clearInterval(watch);
    return load;
  };
  await measure(sick);
  await measure(sound);
  const pairs = await inRounds(
    rounds,
    () => measure(sick),
    () => measure(sound),
  );
  const failed = pairs.reduce((total, [load]) => total + load.failed, 0);
  return [
    barResult(
      `candidate ${mode}: requests a second, against a sound one`,
      pairedRatio(pairs, (load) => load.requestsPerSecond),
      { atLeast: 0.95 },
    ),
    {
      what: `candidate ${mode}: live requests that failed, resident memory at most`,
      measured: `${failed}, ${(residentBytes / 2 ** 20).toFixed(0)} MiB`,
      bar: `0, ≤ ${residentBytesMax / 2 ** 20} MiB`,
      met: failed === 0 && residentBytes <= residentBytesMax,
    },
  ];
}
