import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scheduler } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveParallax } from '../cli/parallax-program.ts';
import { listen } from '../support/raw-socket.ts';

const upstream = createServer((_, response) => response.end('{"answer":42}'));
const agent = new Agent({ connections: 8 });
/** So often it is killed; `KILLS=50` for the long run. */
const kills = Number(process.env.KILLS ?? '2');
let folder: string;
let upstreamUrl: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parallax-kill-'));
  upstreamUrl = `http://127.0.0.1:${await listen(upstream)}`;
});

afterAll(async () => {
  await agent.close();
  upstream.closeAllConnections();
  upstream.close();
  rmSync(folder, { recursive: true, force: true });
});

async function text(url: string): Promise<string> {
  return (await request(url, { dispatcher: agent })).body.text();
}

async function compared(admin: string): Promise<number> {
  const { criteria } = JSON.parse(await text(`http://${admin}/api/gate`)) as {
    criteria: { criterion: string; n: number | null }[];
  };
  return criteria.find(({ criterion }) => criterion === 'mismatches')?.n ?? 0;
}

async function savedAt(admin: string): Promise<string> {
  const metrics = await text(`http://${admin}/metrics`);
  return /^parallax_store_saved_timestamp_seconds (\S+)$/m.exec(metrics)?.[1] ?? '';
}

/** Until two saves have ended: the second one began after the call. */
async function savedSince(admin: string): Promise<void> {
  let last = await savedAt(admin);
  for (let saves = 0; saves < 2;) {
    await scheduler.wait(20);
    const now = await savedAt(admin);
    if (now !== last) saves += 1;
    last = now;
  }
}

/** Sends requests, looks at the gate, and kills the process under load when what it saw must have been saved. */
async function runAndKill(store: string, forMs: number): Promise<{ before: number; seen: number }> {
  await using parallax = await serveParallax([
    `--primary=${upstreamUrl}`,
    `--candidate=${upstreamUrl}`,
    `--store=${store}`,
  ]);
  const before = await compared(parallax.adminAddress);
  const driving = new AbortController();
  const work = Array.from({ length: 8 }, async () => {
    while (!driving.signal.aborted) await text(`http://${parallax.listenAddress}/`);
  });
  await scheduler.wait(forMs);
  let seen = before;
  while (seen < before + 2) seen = await compared(parallax.adminAddress);
  await savedSince(parallax.adminAddress);
  driving.abort();
  await Promise.all(work);
  parallax.kill('SIGKILL');
  await parallax.ended;
  return { before, seen };
}

describe('a process that is killed with kill -9 under load', () => {
  it('leaves a sound store, without at most the last moments', async () => {
    const store = join(folder, 'parallax.db');
    let seen = 0;
    for (let kill = 0; kill < kills; kill += 1) {
      const run = await runAndKill(store, 1000 + 200 * (kill % 5));
      expect(run.before).toBeGreaterThanOrEqual(seen);
      seen = run.seen;
      const database = new DatabaseSync(store);
      expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
      database.close();
    }
    expect(seen).toBeGreaterThan(kills);
  }, 600_000);
});
