import { once } from 'node:events';
import { MessageChannel, Worker } from 'node:worker_threads';
import type { ApiDocument } from '../../src/config/openapi/api-document.ts';
import { configSchema } from '../../src/config/schema.ts';
import { ByteBudget } from '../../src/transport/byte-budget.ts';
import { Outbox } from '../../src/transport/outbox.ts';
import type { WorkerSetup } from '../../src/transport/worker-link.ts';
import type { Comparison } from '../../src/vocabulary/comparison.ts';
import { comparisonShape } from '../../src/vocabulary/comparison-shape.ts';
import type { FromWorker, ToWorker } from '../../src/transport/worker-message.ts';
import type { ProcessTotals } from '../../src/vocabulary/plane-message.ts';
import { vi } from 'vitest';

/** The control plane as it runs: on a thread of its own, listening, fed through a channel. */
export interface ControlWorker extends AsyncDisposable {
  readonly url: string;
  feed(comparisons: readonly Comparison[]): Promise<void>;
  report(totals: ProcessTotals): void;
  /** Sends a heartbeat, and returns the worker's answer. */
  ping(): Promise<FromWorker>;
}

/**
 * @param document in place of one that a config would name
 * @param settings of the config
 */
export async function startControlWorker(
  document?: ApiDocument,
  settings: Readonly<Record<string, unknown>> = {},
): Promise<ControlWorker> {
  const setup: WorkerSetup = {
    config: {
      ...configSchema.parse({
        primary: 'http://127.0.0.1:5000',
        candidate: 'http://127.0.0.1:5001',
        admin: '127.0.0.1:0',
        log: { level: 'error' },
        ...settings,
      }),
      ...(document !== undefined && { document }),
    },
    revision: 1,
    placesSince: 1,
    instance: 'k3x9',
    settings: [],
    identitySeed: [],
    identityMemory: null,
    lagMemory: null,
    hub: null,
  };
  const worker = new Worker(new URL('../../src/control/worker.ts', import.meta.url), {
    workerData: setup,
  });
  const [ready] = (await once(worker, 'message')) as [FromWorker];
  if (ready.kind !== 'ready') throw new Error(`the worker said ${ready.kind} first`);

  const say = (message: ToWorker): void => worker.postMessage(message);
  const channel = new MessageChannel();
  worker.postMessage({ kind: 'input', port: channel.port2 }, [channel.port2]);
  const outbox = new Outbox({
    shape: comparisonShape,
    budget: new ByteBudget(64 * 1024 * 1024),
    onLost: () => undefined,
  });
  outbox.connect(channel.port1);

  return {
    url: `http://${ready.address}`,
    feed: async (comparisons) => {
      for (const comparison of comparisons) outbox.send(comparison);
      await vi.waitUntil(() => outbox.recordsInFlight === 0, { interval: 5, timeout: 60_000 });
    },
    report: (totals) => say({ kind: 'totals', totals }),
    ping: async () => {
      const answered = once(worker, 'message');
      say({ kind: 'ping' });
      return ((await answered) as [FromWorker])[0];
    },
    [Symbol.asyncDispose]: async () => {
      channel.port1.close();
      await worker.terminate();
    },
  };
}
