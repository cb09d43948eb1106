import { fileURLToPath } from 'node:url';
import { TurnWatch } from '../../src/wire/turn-watch.ts';
import { CausalKeys, touchesEverything } from '../../src/shadow/order/causal-keys.ts';
import type { Touch } from '../../src/shadow/order/key-queue.ts';
import { connectDeployment, type Deployment } from '../../src/shadow/sending/deployment.ts';
import { Lineage } from '../../src/shadow/order/lineage.ts';
import { MirrorQueue } from '../../src/shadow/order/mirror-queue.ts';
import { loadCore } from '../cores.ts';
import { type Mix, type Recorded, recordSessions } from '../independent-sessions.ts';
import type { BenchOptions } from '../options.ts';
import { startPinned } from '../pinned-process.ts';
import { barResult, type Result } from '../result-table.ts';
import { inRounds, median, pairedRatio } from '../rounds.ts';
import { seededRandom } from '../../test/control/statistics/seeded-random.ts';

const program = fileURLToPath(new URL('../peers/thinking-candidate.ts', import.meta.url));
const thinkMs = 5;
const concurrency = 64;

const mixes: Readonly<Record<string, Mix>> = {
  'calls and reads': { create: 0.1, call: 0.6, read: 0.3, rename: 0, remove: 0, list: 0 },
  'and changes': { create: 0.1, call: 0.5, read: 0.25, rename: 0.1, remove: 0.05, list: 0 },
  'and lists': { create: 0.1, call: 0.5, read: 0.25, rename: 0.1, remove: 0.04, list: 0.01 },
};

type Rule = () => (exchange: Recorded) => readonly Touch[];

const byKeys: Rule = () => {
  const keys = new CausalKeys(new Lineage());
  return (exchange) => keys.touchesOf(exchange);
};

const total: Rule = () => (exchange) => touchesEverything(exchange.isWrite);

/**
 * How fast what independent sessions did can be mirrored, in order by keys, against the total order,
 * to a candidate that thinks for 5 ms about each request.
 */
export async function orderOfSessions({ seconds, rounds }: BenchOptions): Promise<Result[]> {
  await using peer = startPinned(loadCore, [process.execPath, program, String(thinkMs)]);
  const port = (await peer.lineWith('listening')).split(' ')[1] ?? '';
  const candidate = connectDeployment({
    url: `http://127.0.0.1:${port}`,
    timeoutMs,
    bodyBytesMax: 1024,
    turnWatch: new TurnWatch(),
  });
  const results: Result[] = [];
  for (const [name, mix] of Object.entries(mixes)) {
    for (const clients of [1, 8, 64]) {
      // As many as the total order takes about that long for.
      const exchanges = Math.max(200, Math.round((seconds * 1000 * Math.sqrt(clients)) / thinkMs));
      const history = recordSessions({ clients, exchanges, mix, random: seededRandom(clients) });
      const measure = (rule: Rule) => (): Promise<number> => mirror(candidate, history, rule);
      const pairs = await inRounds(rounds, measure(byKeys), measure(total));
      const perSecond = pairs.map(([keys]) => keys).map(Math.round);
      results.push(
        barResult(
          `${clients} ${clients === 1 ? 'client' : 'clients'}, ${name}: mirrored a second, by keys / in total order`,
          pairedRatio(pairs, (rate) => rate),
          { atLeast: 1 },
          `${median(perSecond)} / ${Math.round(median(pairs.map(([, rate]) => rate)))} a second`,
        ),
      );
    }
  }
  candidate.close();
  return results;
}

const timeoutMs = 30_000;

/** All that was recorded, at once. @returns how many a second */
async function mirror(
  candidate: Deployment,
  history: readonly Recorded[],
  rule: Rule,
): Promise<number> {
  const touchesOf = rule();
  const queue = new MirrorQueue<Recorded>({ concurrency, queueMax: history.length + 1 });
  const { promise, resolve } = Promise.withResolvers<void>();
  let left = history.length;
  const pump = (): void => {
    for (let turn = queue.next(); turn !== null; turn = queue.next()) {
      const one = turn;
      const { method, target } = one.item.head;
      const request = {
        method,
        head: `${method} ${target} HTTP/1.1\r\nHost: a\r\n\r\n`,
        body: null,
      };
      candidate.send(request, { mayRetry: false, timeoutMs }, (leg) => {
        if (leg.kind !== 'answered') throw new Error(`the candidate gave no answer: ${leg.kind}`);
        queue.finish(one);
        left -= 1;
        if (left === 0) resolve();
        else pump();
      });
    }
  };
  const startedAt = performance.now();
  for (const one of history) queue.add(one, { ...one, touches: touchesOf(one) }, 'session');
  pump();
  await promise;
  return (history.length / (performance.now() - startedAt)) * 1000;
}
