import { createServer } from 'node:http';
import { Counter, Gauge, Registry } from 'prom-client';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { configSchema } from '../../src/config/schema.ts';
import { type ControlPlane, createControlPlane } from '../../src/control/plane.ts';
import { createLogger } from '../../src/log.ts';
import { Tally } from '../../src/vocabulary/tally.ts';
import type { CriterionResult } from '../../src/vocabulary/verdict.ts';
import { prometheusPath, startPrometheus } from '../support/prometheus.ts';
import { listen } from '../support/raw-socket.ts';

interface DeploymentOptions {
  /** The growth of its memory at each reading, in bytes. */
  readonly leak?: number;
  readonly cpuSeconds?: number;
}

/** A deployment with the metrics of prom-client. At each reading it has answered 50 requests more. */
async function deployment({ leak = 0, cpuSeconds = 0.1 }: DeploymentOptions = {}) {
  const registry = new Registry();
  const registers = [registry];
  const memory = new Gauge({ name: 'process_resident_memory_bytes', help: 'Memory.', registers });
  const cpu = new Counter({ name: 'process_cpu_seconds_total', help: 'CPU.', registers });
  const requests = new Counter({ name: 'http_requests_total', help: 'Requests.', registers });
  memory.set(100e6);
  let isUp = true;
  const server = createServer((_, response) => {
    if (!isUp) return void response.writeHead(503).end();
    memory.inc(leak);
    cpu.inc(cpuSeconds);
    requests.inc(50);
    void registry.metrics().then((text) => response.end(text));
  });
  const port = await listen(server);
  onTestFinished(() => void server.close());
  return {
    metrics: {
      url: `http://127.0.0.1:${port}/metrics`,
      everyMs: 10,
      names: { requests: 'http_requests_total' },
    },
    down: () => (isUp = false),
    up: () => (isUp = true),
    /** Resets the counters, as a restart does. */
    restart: () => registry.resetMetrics(),
  };
}

const soon = { interval: 50, timeout: 60_000 };

interface WatchedConfig {
  readonly primary?: object;
  readonly candidate?: object;
  readonly prometheus?: object;
  readonly queries?: readonly object[];
}

function configOf({ primary, candidate, prometheus, queries = [] }: WatchedConfig) {
  return configSchema.parse({
    primary: { url: 'http://legacy.test:5000', metrics: primary },
    candidate: { url: 'http://candidate.test:5001', metrics: candidate },
    prometheus,
    gate: { defaults: { soakHours: 0 }, queries },
  });
}

function planeOf(watched: WatchedConfig) {
  const plane = createControlPlane({
    config: configOf(watched),
    instance: 'k3x9',
    settings: [],
    tally: new Tally(),
    log: createLogger('control', 'silent'),
  });
  onTestFinished(() => plane.ends.onStop?.());
  return plane;
}

async function read(plane: ControlPlane, path: string): Promise<Response> {
  return plane.app.request(path, {}, { incoming: { socket: { remoteAddress: '127.0.0.1' } } });
}

async function criteria(plane: ControlPlane): Promise<readonly CriterionResult[]> {
  return ((await (await read(plane, '/api/gate')).json()) as { criteria: CriterionResult[] })
    .criteria;
}

async function criterion(plane: ControlPlane, name: string): Promise<CriterionResult | undefined> {
  return (await criteria(plane)).find((one) => one.criterion === name);
}

describe('the resources of two deployments', () => {
  it('pass if they are equal', async () => {
    const [primary, candidate] = [await deployment(), await deployment()];
    const plane = planeOf({ primary: primary.metrics, candidate: candidate.metrics });
    await vi.waitFor(
      async () => expect(await criterion(plane, 'resources')).toMatchObject({ result: 'pass' }),
      soon,
    );
  });

  it('fail for a leak that no other criterion finds', async () => {
    const [primary, candidate] = [await deployment(), await deployment({ leak: 1e6 })];
    const plane = planeOf({ primary: primary.metrics, candidate: candidate.metrics });
    await vi.waitFor(
      async () => expect(await criterion(plane, 'resources')).toMatchObject({ result: 'fail' }),
      soon,
    );
    const failed = (await criteria(plane)).filter(({ result }) => result === 'fail');
    expect(failed).toMatchObject([
      { criterion: 'resources', reason: expect.stringMatching(/^memory: the candidate's grew by/) },
    ]);
    expect(await (await read(plane, '/baseline')).text()).toContain('Memory');
    expect(await (await read(plane, '/metrics')).text()).toMatch(
      /parallax_resource_ratio\{resource="memory"\} [1-9]/,
    );
  });

  it('are never negative when counters restart at zero', async () => {
    const [primary, candidate] = [await deployment(), await deployment()];
    const plane = planeOf({ primary: primary.metrics, candidate: candidate.metrics });
    const restarting = setInterval(() => candidate.restart(), 100);
    onTestFinished(() => clearInterval(restarting));
    await vi.waitFor(async () => {
      const { resources } = (await (await read(plane, '/api/resources')).json()) as {
        resources: { resource: string; blocks: { candidate: number | null }[] }[];
      };
      const cpu = resources.find(({ resource }) => resource === 'cpu');
      const values = cpu!.blocks.map((block) => block.candidate).filter((one) => one !== null);
      expect(values.length).toBeGreaterThan(30);
      expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...values)).toBeLessThan(0.01);
    }, soon);
  });

  it('show why they cannot be read, and continue once they can', async () => {
    const [primary, candidate] = [await deployment(), await deployment()];
    candidate.down();
    const plane = planeOf({ primary: primary.metrics, candidate: candidate.metrics });
    await vi.waitFor(
      async () =>
        expect(await (await read(plane, '/baseline')).text()).toContain(
          'The metrics of candidate cannot be read: the answer was 503.',
        ),
      soon,
    );
    expect(await criterion(plane, 'resources')).toMatchObject({ result: 'inconclusive' });
    candidate.up();
    await vi.waitFor(
      async () => expect(await criterion(plane, 'resources')).toMatchObject({ result: 'pass' }),
      soon,
    );
  });

  it('are polled as the current config says', async () => {
    const [primary, candidate] = [await deployment(), await deployment()];
    const plane = planeOf({});
    expect(await criterion(plane, 'resources')).toBeUndefined();
    const change = (watched: WatchedConfig, revision: number): void =>
      plane.ends.onConfig?.({ config: configOf(watched), settings: [], revision });
    change({ primary: primary.metrics, candidate: candidate.metrics }, 2);
    await vi.waitFor(
      async () => expect(await criterion(plane, 'resources')).toMatchObject({ result: 'pass' }),
      soon,
    );
    change({}, 3);
    expect(await criterion(plane, 'resources')).toBeUndefined();
  });
});

const query = (name: string, text: string) => ({ name, query: text, atMost: 2 });

describe.skipIf(prometheusPath === null)('queries to a real Prometheus', () => {
  it('fail out of bounds, pass within bounds, and wait for values', async () => {
    await using prometheus = await startPrometheus();
    const server = { url: prometheus.url, everyMs: 100 };
    const within = planeOf({ prometheus: server, queries: [query('within', 'vector(1)')] });
    const over = planeOf({ prometheus: server, queries: [query('over', 'vector(5)')] });
    const none = planeOf({ prometheus: server, queries: [query('none', 'no_such_metric')] });
    const wrong = planeOf({ prometheus: server, queries: [query('wrong', 'sum(')] });
    await vi.waitFor(async () => {
      expect(await criterion(within, 'queries')).toMatchObject({ result: 'pass' });
      expect(await criterion(over, 'queries')).toMatchObject({
        result: 'fail',
        reason:
          'over: it was out of bounds in 4 evaluations in a row; it was 5 then, and at most 2 is allowed.',
      });
    }, soon);
    for (const plane of [none, wrong]) {
      const { result, reason } = (await criterion(plane, 'queries'))!;
      expect([result, reason]).toEqual([
        'inconclusive',
        expect.stringMatching(/: there is no data yet\.$/),
      ]);
    }
  });
});
