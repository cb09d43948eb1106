import { loadCore, measuredCore } from '../cores.ts';
import { runLoad } from '../load.ts';
import type { BenchOptions } from '../options.ts';
import { startUpstream } from '../peers/nginx.ts';
import { startParallax } from '../peers/parallax.ts';
import type { Result } from '../result-table.ts';

const mebibyte = 2 ** 20;
/** Four isolates and their code, capture.budgetBytes twice, and what the sockets have under way. */
const busyBytesMax = 768 * mebibyte;
const idleBytesMax = 120 * 1e6;

/** Memory at rest, and under a thousand clients that each fetch a megabyte. */
export async function memory({ seconds }: BenchOptions): Promise<Result[]> {
  await using primary = await startUpstream(loadCore);
  await using candidate = await startUpstream(loadCore);
  await using parallax = await startParallax(measuredCore, [
    `--primary=${primary.url}`,
    `--candidate=${candidate.url}`,
  ]);
  await new Promise((resolve) => setTimeout(resolve, 5000));
  const idleBytes = parallax.process.residentBytes();
  let busyBytes = 0;
  const watch = setInterval(() => {
    busyBytes = Math.max(busyBytes, parallax.process.residentBytes());
  }, 100);
  const load = await runLoad(`${parallax.url}/1m.json`, {
    connections: 1000,
    seconds: Math.max(10, seconds),
  });
  clearInterval(watch);
  return [
    {
      what: 'resident memory at rest',
      measured: `${(idleBytes / 1e6).toFixed(0)} MB`,
      bar: `< ${idleBytesMax / 1e6} MB`,
      met: idleBytes < idleBytesMax,
    },
    {
      what: '1,000 clients fetching 1 MB each: resident memory at most, failed',
      measured: `${(busyBytes / mebibyte).toFixed(0)} MiB, ${load.failed} of ${load.requests}`,
      bar: `≤ ${busyBytesMax / mebibyte} MiB, 0`,
      met: busyBytes <= busyBytesMax && load.failed === 0,
    },
  ];
}
