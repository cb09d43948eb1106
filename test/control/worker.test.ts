import { describe, expect, it, vi } from 'vitest';
import { comparisonOf, totalsOf } from './comparison-fixture.ts';
import { startControlWorker } from './control-worker.ts';

describe('the control worker', () => {
  it('serves its address after it becomes ready', async () => {
    await using worker = await startControlWorker();
    expect((await fetch(`${worker.url}/healthz`)).status).toBe(200);
  });

  it('answers heartbeats with the CPU time of its thread', async () => {
    await using worker = await startControlWorker();
    expect(await worker.ping()).toMatchObject({
      kind: 'pong',
      report: { cpuSeconds: expect.any(Number) },
    });
  });

  it('counts comparisons from its channel and returns the credit', async () => {
    await using worker = await startControlWorker();
    await worker.feed([comparisonOf(), comparisonOf()]);
    const routes = await (await fetch(`${worker.url}/api/routes`)).json();
    expect(routes).toMatchObject([{ route: 'GET /api/costs', exchanges: 2 }]);
  });

  it('becomes ready when the live plane serves', async () => {
    await using worker = await startControlWorker();
    expect((await fetch(`${worker.url}/readyz`)).status).toBe(503);
    worker.report(totalsOf({ live: 'serving' }));
    await vi.waitUntil(async () => (await fetch(`${worker.url}/readyz`)).status === 200, {
      timeout: 60_000,
    });
  });
});
