import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { startProcess } from '../../src/process/start.ts';
import { memoryLog } from '../support/memory-log.ts';
import { listen } from '../support/raw-socket.ts';

const clientKey = 'sk-client-5d41402abc4b2a76b9719d911017c592';
const candidateKey = 'sk-candidate-7d793037a0760186574b0282f2f435e7';
const tenant = 'tenant-of-the-candidate';

interface GatewayOptions {
  readonly key: string;
  /** The prefix of all its paths. */
  readonly mount: string;
  readonly mint: () => string | number;
  /** The tenant whose requests it accepts; null for any. */
  readonly tenant: string | null;
}

interface Answer {
  readonly status: number;
  /** Null for no body. */
  readonly value: unknown;
  readonly location?: string;
}

/** A gateway that makes things for whoever has its key, and shows the headers of requests. */
function gateway({ key, mount, mint, tenant: only }: GatewayOptions): Server {
  const things = new Map<string, { id: string | number; name: string }>();

  function answerTo({ method, url = '', headers }: IncomingMessage, body: string): Answer {
    const { host: _, authorization = null, ...others } = headers;
    if (authorization !== `Bearer ${key}`) {
      return { status: 401, value: { error: 'no such key', key: authorization } };
    }
    if (only !== null && headers['x-tenant'] !== only) return { status: 403, value: {} };
    if (!url.startsWith(`${mount}/`)) return { status: 404, value: { error: 'no such path' } };
    const path = url.slice(mount.length);
    if (path === '/headers') return { status: 200, value: { authorization, ...others } };
    if (method === 'POST') {
      const id = mint();
      things.set(`/things/${id}`, { id, ...(JSON.parse(body) as { name: string }) });
      return { status: 201, value: null, location: `${mount}/things/${id}` };
    }
    const thing = things.get(path);
    if (method === 'DELETE') things.delete(path);
    return thing === undefined ? { status: 404, value: {} } : { status: 200, value: thing };
  }

  return createServer((asked, response) => {
    const pieces: Buffer[] = [];
    asked.on('data', (piece: Buffer) => pieces.push(piece));
    asked.on('end', () => {
      const { status, value, location } = answerTo(asked, Buffer.concat(pieces).toString());
      if (location !== undefined) response.setHeader('location', location);
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(value === null ? '' : JSON.stringify(value));
    });
  });
}

async function gatewayPair(edits: string, methods: 'all' | 'safe' = 'all') {
  let last = 40;
  const primary = gateway({ key: clientKey, mount: '', tenant: null, mint: () => (last += 1) });
  const candidate = gateway({ key: candidateKey, mount: '/v2', tenant, mint: randomUUID });
  const folder = mkdtempSync(join(tmpdir(), 'parallax-gateways-'));
  writeFileSync(join(folder, 'key'), `Bearer ${candidateKey}\n`);
  const file = join(folder, 'parallax.yaml');
  writeFileSync(
    file,
    `listen: 127.0.0.1:0
admin: 127.0.0.1:0
primary: http://127.0.0.1:${await listen(primary)}
candidate:
  url: http://127.0.0.1:${await listen(candidate)}/v2
  ownState: true
${edits}
mirror: {methods: ${methods}}
log: {level: debug}
`,
  );
  const { config, settings, faults } = loadConfig({ file, environment: { TENANT: tenant } });
  if (config === null) throw new Error(JSON.stringify(faults));
  const { log, lines } = memoryLog();
  const running = await startProcess(config, { settings, log });
  onTestFinished(async () => {
    await running.drain();
    primary.close();
    candidate.close();
    rmSync(folder, { recursive: true });
  });

  async function ask(method: 'GET' | 'POST' | 'DELETE', path: string, body: string | null = null) {
    const answer = await request(`http://${running.listenAddress}${path}`, {
      method,
      headers: { authorization: `Bearer ${clientKey}`, 'x-legacy': '1', ...trace },
      body,
    });
    await answer.body.dump();
    return answer;
  }

  async function admin(path: string): Promise<string> {
    const { body } = await request(`http://${running.adminAddress}${path}`);
    return body.text();
  }

  async function routes(): Promise<Record<string, Record<string, number>>> {
    const all = JSON.parse(await admin('/api/routes')) as {
      route: string;
      outcomes: Record<string, number>;
    }[];
    return Object.fromEntries(all.map(({ route, outcomes }) => [route, outcomes]));
  }

  return { ask, admin, routes, lines };
}

const trace = {
  traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  baggage: 'team=a',
};

const swapped = `
  headers:
    set:
      authorization: {file: key}
      x-tenant: \${TENANT}
`;

/** Makes a thing, renames nothing, reads it twice, removes it, and asks for it again. */
async function useThings({ ask }: Awaited<ReturnType<typeof gatewayPair>>): Promise<void> {
  const { headers } = await ask('POST', '/things', '{"name":"a"}');
  const path = String(headers.location);
  for (const method of ['GET', 'GET', 'DELETE', 'GET'] as const) await ask(method, path);
  await ask('GET', '/headers');
}

function countOf(outcomes: Record<string, Record<string, number>>, outcome?: string): number {
  return Object.values(outcomes)
    .flatMap((one) => Object.entries(one))
    .filter(([name]) => outcome === undefined || name === outcome)
    .reduce((sum, [, count]) => sum + count, 0);
}

describe('a pair of gateways with different keys, tenants and paths', () => {
  it('matches, writes included, if the config translates them', async () => {
    const pair = await gatewayPair(swapped);
    await useThings(pair);
    await expect.poll(async () => countOf(await pair.routes()), { timeout: 60_000 }).toBe(6);
    expect(countOf(await pair.routes(), 'match')).toBe(6);
  });

  it('differs if the config does not translate them', async () => {
    const pair = await gatewayPair('', 'safe');
    await useThings(pair);
    await expect.poll(async () => countOf(await pair.routes()), { timeout: 60_000 }).toBe(6);
    expect((await pair.routes())['GET /headers']).toMatchObject({ match: 0, mismatch: 1 });
  });

  it('never matches without the translation, writes included', async () => {
    const pair = await gatewayPair('');
    await useThings(pair);
    await expect.poll(async () => countOf(await pair.routes()), { timeout: 60_000 }).toBe(6);
    const outcomes = await pair.routes();
    // For all that Parallax knows, the key was issued before it looked: that is no evidence.
    expect(countOf(outcomes, 'mismatch') + countOf(outcomes, 'skipped')).toBe(6);
  });

  it('never reveals the key of the candidate, although the candidate echoes it', async () => {
    const key = 'of-the-candidate-but-wrong';
    const pair = await gatewayPair(swapped.replace('{file: key}', `{text: Bearer ${key}}`));
    await useThings(pair);
    const all = async () => JSON.parse(await pair.admin('/api/exchanges')) as { id: string }[];
    await expect.poll(async () => (await all()).length, { timeout: 60_000 }).toBeGreaterThan(0);
    const names = (await all()).map(({ id }) => id);
    const pages = ['', 'routes', 'exchanges', 'health', 'config', 'metrics'];
    const documents = ['config', 'routes', 'exchanges', 'comparisons', 'gate', 'rules', 'health'];
    const shown = await Promise.all(
      [...pages, ...documents.map((one) => `api/${one}`)]
        .concat(names.flatMap((name) => [`exchanges/${name}`, `api/exchanges/${name}`]))
        .map((path) => pair.admin(`/${path}`)),
    );
    const everything = [JSON.stringify(pair.lines), ...shown].join('\n');
    expect(everything).toContain('no such key');
    for (const secret of [key, tenant, candidateKey, Buffer.from(key).toString('base64')]) {
      expect(everything).not.toContain(secret);
    }
  });
});
