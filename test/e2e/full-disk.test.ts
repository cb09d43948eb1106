import { createServer } from 'node:http';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServingParallax, serveParallax } from '../cli/parallax-program.ts';
import { listen } from '../support/raw-socket.ts';
import { mountSmallDisk } from '../support/small-disk.ts';

const upstream = createServer((_, response) => response.end('{"answer":42}'));
const agent = new Agent({ connections: 8 });
/** A real file system, and a small one; not everyone may mount it. */
const disk = mountSmallDisk();
const store = join(disk?.folder ?? '', 'parallax.db');
let upstreamUrl: string;

beforeAll(async () => {
  upstreamUrl = `http://127.0.0.1:${await listen(upstream)}`;
});

afterAll(async () => {
  await agent.close();
  upstream.closeAllConnections();
  upstream.close();
  disk?.[Symbol.dispose]();
});

/** Sends requests until the store is said to be so. */
async function underLoadUntil(parallax: ServingParallax, up: 0 | 1): Promise<readonly number[]> {
  const statuses: number[] = [];
  for (;;) {
    const asked = Array.from({ length: 50 }, async () => {
      const { statusCode, body } = await request(`http://${parallax.listenAddress}/`, {
        dispatcher: agent,
      });
      await body.dump();
      statuses.push(statusCode);
    });
    await Promise.all(asked);
    const { body } = await request(`http://${parallax.adminAddress}/metrics`);
    const metrics = await body.text();
    if (metrics.includes(`\nparallax_store_up ${up}\n`)) return statuses;
  }
}

async function compared({ adminAddress }: ServingParallax, count: number): Promise<void> {
  for (;;) {
    const { body } = await request(`http://${adminAddress}/metrics`);
    const metrics = await body.text();
    if (metrics.includes(`\nparallax_epoch_exchanges{stage="compared"} ${count}\n`)) return;
  }
}

function savedComparisons(): number {
  using database = new DatabaseSync(store);
  expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
  const query = 'SELECT SUM(compared) AS compared FROM epochs';
  const { compared } = database.prepare(query).get() as { compared: number };
  return compared;
}

describe.skipIf(disk === null)('a full disk', () => {
  it('fails no request, is reported, and costs no evidence once there is room again', async () => {
    let served = 0;
    {
      await using parallax = await serveParallax([
        `--primary=${upstreamUrl}`,
        `--candidate=${upstreamUrl}`,
        `--store=${store}`,
      ]);
      served += (await underLoadUntil(parallax, 1)).length;
      disk?.fill();
      const meanwhile = await underLoadUntil(parallax, 0);
      expect(new Set(meanwhile)).toEqual(new Set([200]));
      served += meanwhile.length;
      disk?.free();
      served += (await underLoadUntil(parallax, 1)).length;
      await parallax.logged('the store is up again');
      await compared(parallax, served);
      parallax.kill('SIGTERM');
      await parallax.ended;
    }
    expect(savedComparisons()).toBe(served);
  });
});
