import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { BroadcastChannel } from 'node:worker_threads';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configSchema } from '../../src/config/schema.ts';
import type { RunningProcess } from '../../src/process/running-process.ts';
import { startProcess } from '../../src/process/start.ts';
import { judgingPlanes } from '../../src/vocabulary/plane-message.ts';
import { memoryLog } from '../support/memory-log.ts';
import { listen } from '../support/raw-socket.ts';
import { type Sabotage, sabotageActs, sabotageChannel } from '../support/sabotaged-worker.ts';

const upstream = createServer((_, response) => response.end('{"answer":42}'));
const agent = new Agent({ connections: 4 });
let running: RunningProcess;

beforeAll(async () => {
  const url = `http://127.0.0.1:${await listen(upstream)}`;
  const config = configSchema.parse({
    listen: '127.0.0.1:0',
    admin: '127.0.0.1:0',
    primary: url,
    candidate: url,
  });
  const worker = new URL('../support/sabotaged-worker.ts', import.meta.url);
  const entries = { shadow: worker, compare: worker, control: worker };
  running = await startProcess(config, { log: memoryLog().log, entries });
});

afterAll(async () => {
  await agent.close();
  await running.drain();
  upstream.close();
});

/** One live request; anything but primary's answer is thrown. */
async function ask(): Promise<void> {
  const response = await request(`http://${running.listenAddress}/`, { dispatcher: agent });
  if ((await response.body.text()) !== '{"answer":42}') throw new Error('not the answer');
}

/** A metric's value now; null while the control plane is away. */
async function metric(sample: string): Promise<number | null> {
  try {
    const response = await request(`http://${running.adminAddress}/metrics`);
    const line = (await response.body.text()).split('\n').find((text) => text.startsWith(sample));
    return line === undefined ? 0 : Number(line.slice(line.lastIndexOf(' ')));
  } catch {
    return null;
  }
}

/** So that the planes get most of the CPU time: only what uses some is found to hang. */
const pauseMs = 20;

/** Polls a metric until it has the expected value. */
async function askUntil(sample: string, isThere: (value: number) => boolean): Promise<void> {
  for (;;) {
    await Promise.all([ask(), ask(), ask(), ask()]);
    const value = await metric(sample);
    if (value !== null && isThere(value)) return;
    await sleep(pauseMs);
  }
}

/** A hang is found by the CPU time of its thread, which gets little of it on a busy machine. */
const hangTimeoutMs = 150_000;

/**
 * What takes long is the same for each plane; `SABOTAGES=all` tries it on every one. The last test of this file
 * has the shadow plane hang.
 */
const isTriedOn = (plane: string, act: string): boolean =>
  process.env['SABOTAGES'] === 'all' ||
  act === 'throw' ||
  act === 'exit' ||
  (plane === 'shadow' && act === 'exhaust');

const sabotages = judgingPlanes.flatMap((plane) =>
  sabotageActs.filter((act) => isTriedOn(plane, act)).map((act) => ({ plane, act })),
);

describe('no live request fails, and comparing continues,', () => {
  it.each(sabotages)(
    'when the $plane plane fails: $act',
    async (sabotage: Sabotage) => {
      const restarts = `parallax_plane_restarts_total{plane="${sabotage.plane}"}`;
      await askUntil('parallax_exchanges_total', (count) => count > 0);
      const before = (await metric(restarts)) ?? 0;
      const channel = new BroadcastChannel(sabotageChannel);
      channel.postMessage(sabotage);
      await askUntil(restarts, (count) => count === before + 1);
      const compared = (await metric('parallax_exchanges_total')) ?? 0;
      await askUntil('parallax_exchanges_total', (count) => count > compared);
      channel.close();
      expect(await metric(restarts)).toBe(before + 1);
    },
    hangTimeoutMs,
  );
});

describe('a request during a hang of the shadow plane', () => {
  it(
    'is answered, and compared by the restarted plane',
    async () => {
      const restarts = 'parallax_plane_restarts_total{plane="shadow"}';
      const lost = 'parallax_shed_total{reason="plane_restart"}';
      await askUntil('parallax_exchanges_total', (count) => count > 0);
      const restartsBefore = (await metric(restarts)) ?? 0;
      const lostBefore = (await metric(lost)) ?? 0;
      const channel = new BroadcastChannel(sabotageChannel);
      channel.postMessage({ plane: 'shadow', act: 'hang' } satisfies Sabotage);
      channel.close();
      for (let round = 0; round < 100; round += 1) await Promise.all([ask(), ask(), ask(), ask()]);
      await askUntil(restarts, (count) => count === restartsBefore + 1);
      const compared = (await metric('parallax_exchanges_total')) ?? 0;
      await askUntil('parallax_exchanges_total', (count) => count > compared);
      expect(await metric(restarts)).toBe(restartsBefore + 1);
      expect((await metric(lost)) ?? 0).toBeLessThan(lostBefore + 50);
    },
    hangTimeoutMs,
  );
});
