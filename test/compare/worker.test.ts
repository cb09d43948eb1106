import { MessageChannel, Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { ByteBudget } from '../../src/transport/byte-budget.ts';
import { openInbox } from '../../src/transport/inbox.ts';
import { Outbox } from '../../src/transport/outbox.ts';
import { comparisonShape } from '../../src/vocabulary/comparison-shape.ts';
import type { Comparison } from '../../src/vocabulary/comparison.ts';
import { pairShape } from '../../src/vocabulary/pair-shape.ts';
import type { FromWorker } from '../../src/transport/worker-message.ts';
import { pairOf, parseConfig } from './pair-fixture.ts';

describe('the compare worker', () => {
  it('becomes ready, compares pairs and answers heartbeats', async () => {
    const worker = new Worker(new URL('../../src/compare/worker.ts', import.meta.url), {
      workerData: { config: parseConfig(), instance: 'test' },
    });
    const input = new MessageChannel();
    const output = new MessageChannel();
    try {
      expect(await nextMessage(worker)).toEqual({ kind: 'ready' });

      const compared = new Promise<Comparison>((resolve) => {
        openInbox(output.port2, comparisonShape, ({ record }) => resolve(record));
      });
      worker.postMessage({ kind: 'input', port: input.port2 }, [input.port2]);
      worker.postMessage({ kind: 'output', port: output.port1 }, [output.port1]);
      const pairs = new Outbox({
        shape: pairShape,
        budget: new ByteBudget(1024 * 1024),
        onLost: () => undefined,
      });
      pairs.connect(input.port1);
      pairs.send(pairOf({ body: '[1]' }, { body: '[2]' }));
      expect(await compared).toMatchObject({
        outcome: 'mismatch',
        differences: [{ path: '$[0]', primary: '1', candidate: '2' }],
      });

      worker.postMessage({ kind: 'ping' });
      expect(await nextMessage(worker)).toMatchObject({
        kind: 'pong',
        report: { shed: {}, gauges: { compare_waiting_pairs: 0 } },
      });
    } finally {
      input.port1.close();
      output.port2.close();
      await worker.terminate();
    }
  });
});

function nextMessage(worker: Worker): Promise<FromWorker> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', resolve);
  });
}
