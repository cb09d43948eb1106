import { Agent, request } from 'undici';
import { loadCore, measuredCore } from '../cores.ts';
import { type Load, runLoad } from '../load.ts';
import type { BenchOptions } from '../options.ts';
import { startUpstream } from '../peers/nginx.ts';
import { startParallax } from '../peers/parallax.ts';
import { barResult, type Result } from '../result-table.ts';
import { inRounds, median, pairedRatio } from '../rounds.ts';

const pagesPerSecond = 50;
const paths = ['/', '/routes', '/exchanges', '/health', '/api/gate'];
/** Few, so that the measured core has idle time, as one in production has. */
const connections = 2;

/** What clients see of somebody who reloads the pages all the time; everything on one core. */
export async function whilePagesAreHammered({ seconds, rounds }: BenchOptions): Promise<Result[]> {
  await using primary = await startUpstream(loadCore);
  await using parallax = await startParallax(measuredCore, [
    `--primary=${primary.url}`,
    `--candidate=${primary.url}`,
  ]);
  const load = (): Promise<Load> => runLoad(`${parallax.url}/150.json`, { connections, seconds });
  const answered: number[] = [];
  const hammered = async (): Promise<Load> => {
    const hammer = startHammer(parallax.adminUrl);
    const measured = await load();
    answered.push((await hammer.stop()) / seconds);
    return measured;
  };
  await load();
  const pairs = await inRounds(rounds, hammered, load);
  const share = Math.round(median(answered));
  return (['p50Us', 'p99Us'] as const).map((figure) =>
    barResult(
      `${figure.slice(0, 3)} while ${share} pages a second are answered / while none is`,
      pairedRatio(pairs, (measured) => measured[figure]),
      { atMost: 1.1 },
    ),
  );
}

function startHammer(adminUrl: string): { stop(): Promise<number> } {
  // A browser opens no more.
  const agent = new Agent({ connections: 6 });
  const asked: Promise<number>[] = [];
  const ask = async (path: string): Promise<number> => {
    const { statusCode, body } = await request(adminUrl + path, { dispatcher: agent });
    await body.dump();
    return statusCode === 200 ? 1 : 0;
  };
  const timer = setInterval(() => {
    asked.push(ask(paths[asked.length % paths.length] ?? '/'));
  }, 1000 / pagesPerSecond);
  return {
    async stop() {
      clearInterval(timer);
      const answered = await Promise.all(asked);
      await agent.close();
      return answered.reduce((sum, one) => sum + one, 0);
    },
  };
}
