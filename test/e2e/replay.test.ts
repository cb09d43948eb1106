import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configSchema } from '../../src/config/schema.ts';
import type { RunningProcess } from '../../src/process/running-process.ts';
import { startProcess } from '../../src/process/start.ts';
import { memoryLog } from '../support/memory-log.ts';
import { listen } from '../support/raw-socket.ts';

/** Makes a key at a POST, and shows what it costs at a GET by who may see it. */
function deployment(mint: () => string | number, cost: () => number): Server {
  const keys = new Map<string, string | number>();
  return createServer(({ method, url = '', headers }, response) => {
    const id = method === 'POST' ? mint() : keys.get(url);
    if (id !== undefined) keys.set(`/keys/${id}`, id);
    response.statusCode =
      headers.authorization === 'Bearer sk-live-0123456789abcdef'
        ? id === undefined
          ? 404
          : 200
        : 401;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(response.statusCode === 200 ? { id, cost: cost() } : {}));
  });
}

let lastId = 40;
let theirCost = 2;
const authorization = 'Bearer sk-live-0123456789abcdef';
const primary = deployment(
  () => (lastId += 1),
  () => 1,
);
const candidate = deployment(randomUUID, () => theirCost);
let running: RunningProcess;

beforeAll(async () => {
  running = await startProcess(
    configSchema.parse({
      listen: '127.0.0.1:0',
      admin: '127.0.0.1:0',
      primary: `http://127.0.0.1:${await listen(primary)}`,
      candidate: { url: `http://127.0.0.1:${await listen(candidate)}`, ownState: true },
      mirror: { methods: 'all' },
    }),
    { log: memoryLog().log },
  );
});

afterAll(async () => {
  await running.drain();
  primary.close();
  candidate.close();
});

async function ask(method: 'GET' | 'POST', path: string): Promise<{ id: number }> {
  const url = `http://${running.listenAddress}${path}`;
  const { body } = await request(url, { method, headers: { authorization } });
  return (await body.json()) as { id: number };
}

async function admin<T>(path: string): Promise<T> {
  const { body } = await request(`http://${running.adminAddress}${path}`);
  return (await body.json()) as T;
}

async function keptReads(): Promise<readonly { readonly id: string }[]> {
  return admin('/api/exchanges?route=GET%20/keys/%7Bid%7D');
}

async function replay(name: string): Promise<{ outcome: string; primary: { status: number } }> {
  const { body } = await request(`http://${running.adminAddress}/api/exchanges/${name}/replay`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ fields: { authorization } }),
  });
  return (await body.json()) as { outcome: string; primary: { status: number } };
}

describe('a replayed mismatch', () => {
  it('differs until the candidate is fixed, with the new answers and the given secret', async () => {
    const { id } = await ask('POST', '/keys');
    await ask('GET', `/keys/${id}`);
    await expect.poll(keptReads, { timeout: 60_000 }).toHaveLength(1);
    const [kept] = await keptReads();
    const name = kept!.id;
    expect(await replay(name)).toMatchObject({ outcome: 'mismatch', primary: { status: 200 } });
    theirCost = 1;
    expect(await replay(name)).toMatchObject({ outcome: 'match', primary: { status: 200 } });
    const routes = await admin<{ route: string; exchanges: number }[]>('/api/routes');
    expect(routes.map(({ exchanges }) => exchanges)).toEqual([1, 1]);
  });
});
