/** Recording, as users run it: alone under load and killed, and beside the other planes. */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { startProcess } from '../../src/process/start.ts';
import { openRecording } from '../../src/recording/read-recording.ts';
import type { Exchange } from '../../src/vocabulary/exchange.ts';
import { serveRole } from '../cli/parallax-program.ts';
import { memoryLog } from '../support/memory-log.ts';
import { listen } from '../support/raw-socket.ts';

const token = 'aVeryOpaqueToken4711';
const kills = Number(process.env['KILLS'] ?? 2);
const agent = new Agent({ connections: 8 });
const upstream = createServer((_, response) => {
  response.setHeader('content-type', 'application/json');
  response.end(`{"token":"${token}"}`);
});
let upstreamUrl: string;
let folder: string;

beforeAll(async () => {
  upstreamUrl = `http://127.0.0.1:${await listen(upstream)}`;
  folder = mkdtempSync(join(tmpdir(), 'parallax-record-'));
});

afterAll(async () => {
  await agent.close();
  upstream.closeAllConnections();
  upstream.close();
  rmSync(folder, { recursive: true, force: true });
});

async function ask(address: string, path: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}` };
  const { body } = await request(`http://${address}${path}`, { dispatcher: agent, headers });
  await body.dump();
}

interface Contents {
  readonly exchanges: readonly Exchange[];
  readonly faults: readonly string[];
}

async function contentsOf(path: string, key: Buffer | null = null): Promise<Contents> {
  await using recording = await openRecording(path, key);
  const exchanges: Exchange[] = [];
  const faults: string[] = [];
  for await (const part of recording.parts()) {
    if (part.kind === 'fault') faults.push(part.words);
    else exchanges.push(...part.exchanges);
  }
  return { exchanges, faults };
}

function bytesOf({ request: asked, response }: Exchange): string {
  return Buffer.concat([asked.head, asked.body, response.head, response.body]).toString('latin1');
}

interface Load {
  stop(): void;
  readonly ended: Promise<unknown>;
}

/** Eight clients, until they are stopped, or the test has ended. */
function startLoad(address: string): Load {
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  onTestFinished(stop);
  const client = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      // Equal requests would compress to nothing, and the file would grow too slowly; a single one may fail.
      await ask(address, `/load?${randomUUID()}`).catch(() => undefined);
      // Without a pause, a busy machine leaves no CPU time for recording, and a closed agent refuses without a turn of
      // the event loop: timers would never fire.
      await sleep(5);
    }
  };
  return { stop, ended: Promise.all(Array.from({ length: 8 }, client)) };
}

it(
  `parallax record leaves readable files after ${kills} kills under load`,
  async () => {
    const file = join(folder, 'killed');
    for (let kill = 0; kill < kills; kill += 1) {
      const former = stateOf(file).inode;
      await using recorder = await serveRole([
        'record',
        '--listen=127.0.0.1:0',
        '--admin=127.0.0.1:0',
        `--primary=${upstreamUrl}`,
        `--file=${file}`,
        '--record-rotate-bytes=65536',
      ]);
      const load = startLoad(recorder.listenAddress);
      await vi.waitUntil(
        () => {
          const { inode, bytes } = stateOf(file);
          return inode !== former && bytes >= 4_000;
        },
        { interval: 20, timeout: 60_000 },
      );
      load.stop();
      recorder.kill('SIGKILL');
      await Promise.all([recorder.ended, load.ended]);
    }
    const names = readdirSync(folder).filter((name) => name.startsWith('killed'));
    expect(names.length).toBeGreaterThanOrEqual(kills);
    for (const name of names) {
      const { exchanges, faults } = await contentsOf(join(folder, name));
      expect(exchanges.length).toBeGreaterThan(0);
      expect(faults.filter((words) => words !== 'the file ends within a frame')).toEqual([]);
      expect(exchanges.map(bytesOf).join('')).not.toContain(token);
    }
  },
  60_000 + kills * 10_000,
);

/** Each start begins another file. */
function stateOf(file: string): { readonly inode: number; readonly bytes: number } {
  const state = statSync(file, { throwIfNoEntry: false });
  return { inode: state?.ino ?? 0, bytes: state?.size ?? 0 };
}

it('parallax run records, encrypted, although nothing is mirrored', async () => {
  const file = join(folder, 'beside');
  const keyFile = join(folder, 'key');
  const key = randomBytes(32);
  writeFileSync(keyFile, key.toString('hex'));
  const flags = {
    listen: '127.0.0.1:0',
    admin: '127.0.0.1:0',
    primary: upstreamUrl,
    candidate: 'http://127.0.0.1:9',
    'mirror-methods': 'none',
    record: file,
    'record-key-file': keyFile,
  };
  const { config, faults } = loadConfig({ flags });
  expect(faults).toBeNull();
  const running = await startProcess(config!, { log: memoryLog().log });
  for (const path of ['/1', '/2', '/3']) await ask(running.listenAddress, path);
  await running.drain();
  expect(readFileSync(file).includes(Buffer.from('parallax-secret'))).toBe(false);
  const { exchanges } = await contentsOf(file, key);
  expect(exchanges).toHaveLength(3);
  for (const exchange of exchanges) {
    const [minted, ...sent] = bytesOf(exchange).match(/parallax-secret-[0-9a-f]{16}/g) ?? [];
    expect(sent).toEqual([minted]);
  }
});
