import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
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
  /** What each of its paths begins with. */
  readonly mount: string;
  readonly mint: () => string | number;
  /** Of the tenants whose requests it takes; null for any. */
  readonly tenant: string | null;
}

/** A gateway that makes things for whoever has its key, and shows the headers of requests. */
function gateway({ key, mount, mint, tenant: only }: GatewayOptions): Server {
  const things = new Map<string, { id: string | number; name: string }>();
  return createServer((asked, response) => {
    const pieces: Buffer[] = [];
    asked.on('data', (piece: Buffer) => pieces.push(piece));
    asked.on('end', () => {
      const { method, url = '', headers } = asked;
      const answer = (
        status: number,
        value: unknown,
        others: Record<string, string> = {},
      ): void => {
        response.writeHead(status, { 'content-type': 'application/json', ...others });
        response.end(value === null ? '' : JSON.stringify(value));
      };
      if (headers.authorization !== `Bearer ${key}`) {
        return answer(401, { error: 'no such key', key: headers.authorization ?? null });
      }
      if (only !== null && headers['x-tenant'] !== only)
        return answer(403, { error: 'no such tenant' });
      if (!url.startsWith(`${mount}/`)) return answer(404, { error: 'no such path' });
      const path = url.slice(mount.length);
      if (path === '/headers') {
        const { host: _, ...shown } = headers;
        return answer(200, { headers: shown });
      }
      if (method === 'POST') {
        const id = mint();
        const { name } = JSON.parse(Buffer.concat(pieces).toString()) as { name: string };
        things.set(`/things/${id}`, { id, name });
        return answer(201, null, { location: `${mount}/things/${id}` });
      }
      const thing = things.get(path);
      if (method === 'DELETE') things.delete(path);
      return thing === undefined ? answer(404, { error: 'no such thing' }) : answer(200, thing);
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

describe('a pair of gateways with keys, tenants and paths of their own', () => {
  it('agrees, writes included, where the config swaps them', async () => {
    const pair = await gatewayPair(swapped);
    await useThings(pair);
    await expect.poll(async () => countOf(await pair.routes()), { timeout: 20_000 }).toBe(6);
    expect(countOf(await pair.routes(), 'match'), JSON.stringify(await pair.routes())).toBe(6);
  });

  it('differs where the config does not', async () => {
    const pair = await gatewayPair('', 'safe');
    await useThings(pair);
    await expect.poll(async () => countOf(await pair.routes()), { timeout: 20_000 }).toBe(6);
    expect((await pair.routes())['GET /headers']).toMatchObject({ match: 0, mismatch: 1 });
  });

  it('is never taken to agree where the config does not, writes included', async () => {
    const pair = await gatewayPair('');
    await useThings(pair);
    await expect.poll(async () => countOf(await pair.routes()), { timeout: 20_000 }).toBe(6);
    const outcomes = await pair.routes();
    // For all that Parallax knows, the key was issued before it looked: that is no evidence.
    expect(countOf(outcomes, 'mismatch') + countOf(outcomes, 'skipped')).toBe(6);
  });

  it('shows the key of the candidate to nobody, though the candidate repeats it', async () => {
    const wrongKey = `${swapped}      x-wrong: "1"\n`.replace(
      '{file: key}',
      `Bearer \${TENANT}-key`,
    );
    const pair = await gatewayPair(wrongKey);
    await useThings(pair);
    const exchanges = async () =>
      JSON.parse(await pair.admin('/api/exchanges')) as { id: string }[];
    await expect
      .poll(async () => (await exchanges()).length, { timeout: 20_000 })
      .toBeGreaterThan(0);
    const [first] = await exchanges();
    const paths = ['/', '/routes', '/exchanges', '/health', '/config', '/metrics', '/openapi.json'];
    const apis = [
      'config',
      'routes',
      'exchanges',
      'gate',
      'health',
      'rules',
      'findings',
      `exchanges/${first?.id}`,
    ];
    const pages = await Promise.all(
      [...paths, `/exchanges/${first?.id}`, ...apis.map((one) => `/api/${one}`)].map(pair.admin),
    );
    const replayed = JSON.stringify(pair.lines) + pages.join('\n');
    expect(pages.join('\n')).toContain('no such key');
    expect(replayed).not.toContain(`${tenant}-key`);
    expect(replayed).not.toContain(tenant);
    expect(replayed).not.toContain(Buffer.from(`${tenant}-key`).toString('base64').slice(0, 20));
  });
});
