import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { BroadcastChannel } from 'node:worker_threads';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configSchema } from '../../src/config/schema.ts';
import type { RunningProcess } from '../../src/process/running-process.ts';
import { startProcess } from '../../src/process/start.ts';
import { memoryLog } from '../support/memory-log.ts';
import { listen } from '../support/raw-socket.ts';
import { sabotageChannel } from '../support/sabotaged-worker.ts';

/** Makes a key at a POST, and shows one at a GET. */
function deployment(mint: () => string | number | undefined): Server {
  const keys = new Map<string, string | number>();
  return createServer(({ method, url = '' }, response) => {
    const id = method === 'POST' ? mint() : keys.get(url);
    if (id !== undefined) keys.set(`/keys/${id}`, id);
    response.statusCode = id === undefined ? 404 : 200;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ id }));
  });
}

let lastId = 40;
const primary = deployment(() => (lastId += 1));
let isFailing = false;
const candidate = deployment(() => (isFailing ? undefined : randomUUID()));
let running: RunningProcess;

beforeAll(async () => {
  const worker = new URL('../support/sabotaged-worker.ts', import.meta.url);
  running = await startProcess(
    configSchema.parse({
      listen: '127.0.0.1:0',
      admin: '127.0.0.1:0',
      primary: `http://127.0.0.1:${await listen(primary)}`,
      candidate: { url: `http://127.0.0.1:${await listen(candidate)}`, ownState: true },
      mirror: { methods: 'all' },
    }),
    { log: memoryLog().log, entries: { shadow: worker, compare: worker, control: worker } },
  );
});

afterAll(async () => {
  await running.drain();
  primary.close();
  candidate.close();
});

async function ask(method: 'GET' | 'POST', path: string): Promise<{ id: number }> {
  const { body } = await request(`http://${running.listenAddress}${path}`, { method });
  return (await body.json()) as { id: number };
}

async function metricIs(sample: string, value: number): Promise<void> {
  for (;;) {
    const { body } = await request(`http://${running.adminAddress}/metrics`);
    const line = (await body.text()).split('\n').find((text) => text.startsWith(sample));
    if (line?.endsWith(` ${value}`) === true) return;
  }
}

async function compared(count: number): Promise<readonly { target: string; outcome: string }[]> {
  for (;;) {
    const { body } = await request(`http://${running.adminAddress}/api/comparisons`);
    const found = (await body.json()) as { target: string; outcome: string }[];
    if (found.length >= count) return found;
  }
}

describe('a restarted shadow plane', () => {
  let known: number;
  let lost: number;

  beforeAll(async () => {
    known = (await ask('POST', '/keys')).id;
    await compared(1);
    isFailing = true;
    lost = (await ask('POST', '/keys')).id;
    await compared(2);
    isFailing = false;
    const channel = new BroadcastChannel(sabotageChannel);
    channel.postMessage({ plane: 'shadow', act: 'throw' });
    await metricIs('parallax_plane_restarts_total{plane="shadow"}', 1);
    await metricIs('parallax_identities', 1);
    channel.close();
  });

  it("still knows the candidate's identities of earlier things", async () => {
    await ask('GET', `/keys/${known}`);
    const [latest] = await compared(3);
    expect(latest?.outcome).toBe('match');
  });

  it('still knows what the candidate failed to create: its absence is no mismatch', async () => {
    await metricIs('parallax_marks', 1);
    await ask('GET', `/keys/${lost}`);
    const [latest] = await compared(4);
    expect(latest?.outcome).toBe('cascade');
  });
});
