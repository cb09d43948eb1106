import { once } from 'node:events';
import { getPriority } from 'node:os';
import { MessageChannel, Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { until } from '../support/until.ts';
import { linkToSupervisor } from '../../src/transport/worker-link.ts';
import type { FromWorker } from '../../src/transport/worker-message.ts';
import { Tally } from '../../src/vocabulary/tally.ts';

let worker: Worker;
let ready: unknown[];

beforeEach(async () => {
  worker = new Worker(new URL('linked-worker.ts', import.meta.url), {
    workerData: { instance: 'test' },
  });
  ready = await once(worker, 'message');
});

afterEach(() => worker.terminate());

async function reportOf(worker: Worker): Promise<FromWorker> {
  worker.postMessage({ kind: 'ping' });
  const [message] = (await once(worker, 'message')) as [FromWorker];
  return message;
}

describe('a plane with a link to its supervisor', () => {
  it('reports at once that it is ready, and its address', () => {
    expect(ready).toEqual([{ kind: 'ready', address: '127.0.0.1:1' }]);
  });

  it('answers each heartbeat with its counts since the last one', async () => {
    expect(await reportOf(worker)).toMatchObject({
      kind: 'pong',
      report: { shed: { aborted: 2 }, opaque: {}, cpuSeconds: expect.any(Number) as number },
    });
    expect(await reportOf(worker)).toMatchObject({ kind: 'pong', report: { shed: {} } });
  });

  it.each([
    ['input', 'input of test'],
    ['output', 'output'],
  ])('gets the port of its %s', async (kind, said) => {
    const { port1, port2 } = new MessageChannel();
    worker.postMessage({ kind, port: port2 }, [port2]);
    expect(await once(port1, 'message')).toEqual([said]);
    port1.close();
  });

  it('gets the totals of the process', async () => {
    worker.postMessage({ kind: 'totals', totals: { live: 'draining' } });
    expect(await reportOf(worker)).toMatchObject({ report: { gauges: { held_writes: 1 } } });
  });

  it('is asked to clear its marks', async () => {
    worker.postMessage({ kind: 'forget-marks' });
    expect(await reportOf(worker)).toMatchObject({ report: { gauges: { marks: 1 } } });
  });

  it('can make the shadow plane clear its marks, and send a request again', async () => {
    const asking = new Worker(new URL('linked-worker.ts', import.meta.url), {
      workerData: { instance: 'asks' },
    });
    const said: string[] = [];
    asking.on('message', ({ kind }: FromWorker) => said.push(kind));
    await until(() => said.includes('ready'));
    await asking.terminate();
    expect(said).toEqual(['forget-marks', 'replay', 'ready']);
  });

  it.runIf(process.platform === 'linux')(
    "lowers its priority below the live plane, and no other thread's",
    async () => {
      expect(await reportOf(worker)).toMatchObject({ report: { gauges: { connections: 10 } } });
      expect(getPriority()).toBeLessThan(10);
    },
  );

  it.runIf(process.platform === 'linux')('keeps its priority if it asks for that', async () => {
    const timing = new Worker(new URL('linked-worker.ts', import.meta.url), {
      workerData: { instance: 'keeps its priority' },
    });
    onTestFinished(() => void timing.terminate());
    await once(timing, 'message');
    expect(await reportOf(timing)).toMatchObject({
      report: { gauges: { connections: getPriority() } },
    });
  });
});

describe('a link on the main thread', () => {
  it('is refused, and does not slow down the live plane', () => {
    const priority = getPriority();
    expect(() => linkToSupervisor({ tally: new Tally() })).toThrow(
      expect.objectContaining({ code: 'not_a_worker' }),
    );
    expect(getPriority()).toBe(priority);
  });
});
