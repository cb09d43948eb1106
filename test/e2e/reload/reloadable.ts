import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, onTestFinished, vi } from 'vitest';
import { type LoadedConfig, loadConfig } from '../../../src/config/load.ts';
import { startProcess } from '../../../src/process/start.ts';
import { memoryLog } from '../../support/memory-log.ts';
import { listen } from '../../support/raw-socket.ts';

/** A deployment that answers as the test asks; its address. */
export async function deployment(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<string> {
  // It keeps idle connections, as what stands behind a sidecar does.
  const server = createServer({ keepAliveTimeout: 0 }, answer);
  const port = await listen(server);
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${port}`;
}

/** The two addresses in every config of a test. */
export const addresses = { listen: '127.0.0.1:0', admin: '127.0.0.1:0' };

/** Parallax with a config file that a test can change. */
export interface Reloadable {
  readonly file: string;
  /** Where clients connect. */
  readonly url: string;
  readonly lines: readonly Record<string, unknown>[];
  /** Writes the file; JSON is YAML. */
  write(config: object | string): void;
  /** `POST /api/config/reload`, with its status. */
  reload(): Promise<{ readonly status: number; readonly body: Readonly<Record<string, unknown>> }>;
  /** The answer at a path of the admin address. */
  admin(path: string): Promise<string>;
  /** The value of a metric that has one sample. */
  metric(name: string): Promise<number>;
  /** The number of each outcome, after this number of exchanges. */
  outcomes(exchanges: number): Promise<Readonly<Record<string, number>>>;
}

/**
 * One Parallax for all tests of a suite, since a start takes seconds. What it gives a test begins with a config of
 * the test's own: `lines` and `outcomes` are those since then.
 */
export function sharedReloadable(): (config: object) => Promise<Reloadable & { revision: number }> {
  let shared: Reloadable & AsyncDisposable;
  beforeAll(async () => {
    const nowhere = 'http://127.0.0.1:9';
    shared = await start({ primary: nowhere, candidate: nowhere });
  });
  afterAll(() => shared[Symbol.asyncDispose]());
  return async (config) => {
    shared.write(config);
    const { status, body } = await shared.reload();
    if (status !== 200) throw new Error(JSON.stringify(body));
    const before = await shared.outcomes(0);
    const seenBefore = sumOf(before);
    const linesBefore = shared.lines.length;
    return {
      ...shared,
      revision: Number(body['revision']),
      get lines() {
        return shared.lines.slice(linesBefore);
      },
      async outcomes(exchanges) {
        const all = await shared.outcomes(seenBefore + exchanges);
        const since = Object.entries(all).map(
          ([outcome, count]) => [outcome, count - (before[outcome] ?? 0)] as const,
        );
        return Object.fromEntries(since.filter(([, count]) => count > 0));
      },
    };
  };
}

function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

async function start(config: object): Promise<Reloadable & AsyncDisposable> {
  const folder = mkdtempSync(join(tmpdir(), 'parallax-reload-'));
  const file = join(folder, 'parallax.yaml');
  const write = (next: object | string): void =>
    writeFileSync(
      file,
      typeof next === 'string' ? next : JSON.stringify({ ...addresses, ...next }),
    );
  write(config);
  const load = (): LoadedConfig => loadConfig({ file, environment: {} });
  const loaded = load();
  if (loaded.config === null) throw new Error(JSON.stringify(loaded.faults));
  const { log, lines } = memoryLog();
  const running = await startProcess(loaded.config, {
    settings: loaded.settings,
    source: { load, files: loaded.files },
    log,
  });
  const adminUrl = `http://${running.adminAddress}`;
  const admin = async (path: string): Promise<string> =>
    (await request(adminUrl + path)).body.text();
  const outcomesNow = async (): Promise<Record<string, number>> => {
    const counts: Record<string, number> = {};
    const samples = (await admin('/metrics')).matchAll(
      /^parallax_exchanges_total\{.*outcome="(\w+)".*\} ([1-9]\d*)$/gm,
    );
    for (const [, outcome = '', count] of samples) {
      counts[outcome] = (counts[outcome] ?? 0) + Number(count);
    }
    return counts;
  };
  return {
    file,
    url: `http://${running.listenAddress}`,
    lines,
    write,
    admin,
    async reload() {
      const { statusCode: status, body } = await request(`${adminUrl}/api/config/reload`, {
        method: 'POST',
      });
      return { status, body: (await body.json()) as Record<string, unknown> };
    },
    async metric(name) {
      const text = await admin('/metrics');
      return Number(new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1]);
    },
    outcomes: (exchanges) =>
      vi.waitUntil(
        async () => {
          const counts = await outcomesNow();
          return sumOf(counts) >= exchanges ? counts : null;
        },
        { interval: 50, timeout: 60_000 },
      ),
    async [Symbol.asyncDispose]() {
      await running.drain();
      rmSync(folder, { recursive: true });
    },
  };
}

/** A client with one connection, which is kept. */
export function keptConnection(url: string) {
  const agent = new Agent({ connections: 1, keepAliveTimeout: 60_000 });
  onTestFinished(() => agent.close());
  return {
    /** The answer's body; throws where there is none. */
    async ask(path: string, options: { method?: 'GET' | 'POST'; body?: string } = {}) {
      const { statusCode, body } = await request(url + path, { ...options, dispatcher: agent });
      return { status: statusCode, text: await body.text() };
    },
  };
}
