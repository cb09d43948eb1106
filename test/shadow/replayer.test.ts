import { expect, it, onTestFinished } from 'vitest';
import { createReplayer, type ReplayerOptions } from '../../src/shadow/replayer.ts';
import { passthrough } from '../../src/shadow/world/passthrough.ts';
import { TurnWatch } from '../../src/turn-watch.ts';
import type { Exchange } from '../../src/vocabulary/exchange.ts';
import { rawServer } from '../support/raw-socket.ts';
import { ok } from './raw-candidate.ts';
import { shadowConfig } from './shadow-under-test.ts';

/** What primary answers to a request that is sent again; the candidate is not asked. */
async function replayTo(url: string): Promise<Exchange> {
  const { promise, resolve } = Promise.withResolvers<Exchange>();
  const candidate = { host: null, breaker: { admit: () => 'blocked' } };
  const replayer = createReplayer({
    config: shadowConfig('http://127.0.0.1:1', { primary: url }),
    instance: 'test',
    world: passthrough,
    candidate: candidate as unknown as ReplayerOptions['candidate'],
    pairs: {
      sendNotAsked: ({ record }: { record: Exchange }) => resolve(record),
    } as unknown as ReplayerOptions['pairs'],
    turnWatch: new TurnWatch(),
  });
  onTestFinished(() => replayer.close());
  replayer.replay({ number: 1, head: Buffer.from('GET / HTTP/1.1\r\nHost: a\r\n\r\n') });
  return promise;
}

it("primary's answer to a replayed request came, perhaps, while this thread was at work", async () => {
  const busyMs = 50;
  const { port, close } = await rawServer((socket) => {
    socket.on('data', () => {
      socket.write(ok);
      const busyUntil = performance.now() + busyMs;
      while (performance.now() < busyUntil);
    });
  });
  onTestFinished(close);
  const { slack } = await replayTo(`http://127.0.0.1:${port}`);
  expect(slack?.totalMs).toBeGreaterThan(0.9 * busyMs);
});
