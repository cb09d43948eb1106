import { once } from 'node:events';
import { createServer } from 'node:http';
import { MessageChannel, Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { ByteBudget } from '../../src/transport/byte-budget.ts';
import { openInbox } from '../../src/transport/inbox.ts';
import { Outbox } from '../../src/transport/outbox.ts';
import { exchangeShape } from '../../src/vocabulary/exchange-shape.ts';
import { pairShape } from '../../src/vocabulary/pair-shape.ts';
import type { Pair } from '../../src/vocabulary/pair.ts';
import { listen } from '../support/raw-socket.ts';
import { exchangesFrom } from './exchange-fixture.ts';
import { answerOf, shadowConfig } from './shadow-under-test.ts';

describe('the shadow worker', () => {
  it('becomes ready, mirrors exchanges and answers heartbeats', async () => {
    const candidate = createServer((_, response) => response.end('hello'));
    const config = shadowConfig(`http://127.0.0.1:${await listen(candidate)}`);
    const worker = new Worker(new URL('../../src/shadow/worker.ts', import.meta.url), {
      workerData: { config, instance: 'test' },
    });
    const input = new MessageChannel();
    const output = new MessageChannel();
    try {
      expect(await once(worker, 'message')).toEqual([{ kind: 'ready' }]);

      const mirrored = new Promise<Pair>((resolve) => {
        openInbox(output.port2, pairShape, ({ record }) => resolve(record));
      });
      worker.postMessage({ kind: 'input', port: input.port2 }, [input.port2]);
      worker.postMessage({ kind: 'output', port: output.port1 }, [output.port1]);
      const exchanges = new Outbox({
        shape: exchangeShape,
        budget: new ByteBudget(1024 * 1024),
        onLost: () => undefined,
      });
      exchanges.connect(input.port1);
      exchanges.send(exchangesFrom()());
      expect(answerOf((await mirrored).candidate).body).toBe('hello');

      worker.postMessage({ kind: 'ping' });
      expect(await once(worker, 'message')).toMatchObject([
        {
          kind: 'pong',
          report: { shed: {}, gauges: { mirror_queue: 0, mirror_in_flight: 0, breaker_open: 0 } },
        },
      ]);
    } finally {
      input.port1.close();
      output.port2.close();
      await worker.terminate();
      candidate.close();
    }
  });
});
