import { createServer } from 'node:http';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { gatewayFile } from '../config/openapi/document-config.ts';
import { freePort } from '../support/free-port.ts';
import { listen } from '../support/raw-socket.ts';
import { command } from './command-in-process.ts';
import { parallax, serveParallax, type ServingParallax } from './parallax-program.ts';

const token = 'a-token-of-more-than-16-characters';
const upstream = createServer((_request, response) => response.end('{}'));

let folder: string;
let config: string;
let running: ServingParallax;

/** Parallax with a document in its config, after some requests of clients. */
beforeAll(async () => {
  const url = `http://127.0.0.1:${await listen(upstream)}`;
  folder = mkdtempSync(join(tmpdir(), 'parallax-routes-'));
  config = `primary: ${url}
candidate: ${url}
admin: {listen: 127.0.0.1:9900, token: ${token}, readsNeedToken: true}
openapi: api.yaml
`;
  copyFileSync(gatewayFile, join(folder, 'api.yaml'));
  writeFileSync(join(folder, 'parallax.yaml'), config);
  running = await serveParallax(['--config', join(folder, 'parallax.yaml')]);
  await request('GET', '/v1/virtual-keys/7f3a');
  await request('GET', '/v1/virtual-keys/current');
  await request('HEAD', '/v1/virtual-keys/current');
  await request('GET', '/v1/costs?from=1');
  await request('POST', '/v1/costs/search');
  await vi.waitUntil(async () => (await admin<unknown[]>('/api/routes')).length === 5, {
    timeout: 60_000,
  });
});

afterAll(async () => {
  await running[Symbol.asyncDispose]();
  upstream.close();
  rmSync(folder, { recursive: true });
});

async function request(method: string, path: string): Promise<void> {
  const response = await fetch(`http://${running.listenAddress}${path}`, { method });
  await response.text();
}

async function admin<Answer>(path: string): Promise<Answer> {
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`http://${running.adminAddress}${path}`, { headers });
  return (await response.json()) as Answer;
}

function routesArgs(): readonly string[] {
  return ['routes', '--url', `http://${running.adminAddress}`];
}

const env = { PARALLAX_ADMIN_TOKEN: token };

function routes(...args: readonly string[]) {
  return command([...routesArgs(), ...args], { env });
}

describe('parallax routes', () => {
  it('prints YAML that is valid under routes', async () => {
    const { stdout, stderr, exitCode } = await parallax(routesArgs(), { env });
    expect([stderr, exitCode]).toEqual(['', 0]);
    const file = join(folder, 'pasted.yaml');
    writeFileSync(file, `${config}routes:\n${stdout}`);
    const loaded = loadConfig({ file, environment: {} });
    expect(loaded.faults).toBeNull();
    expect(loaded.config?.routes.filter(({ documentOnly }) => documentOnly !== true)).toEqual([
      { match: 'GET /v1/costs', area: 'costs' },
      { match: 'POST /v1/costs/search', area: 'costs' },
      { match: 'GET /v1/virtual-keys/current', area: 'virtual-keys' },
      { match: 'HEAD /v1/virtual-keys/current', area: 'virtual-keys' },
      { match: 'GET /v1/virtual-keys/{keyId}', area: 'virtual-keys' },
    ]);
  });

  it('counts exchanges, and marks the routes that a document has', async () => {
    const { stdout } = await routes();
    expect(stdout).toContain(
      '  # 1 exchange; in the OpenAPI document\n  - match: GET /v1/virtual-keys/{keyId}\n',
    );
    expect(stdout).toContain('    # safe: true # if it only reads\n');
  });

  it('exits with 1 without the token', async () => {
    expect(await command(routesArgs())).toEqual({
      stdout: '',
      stderr: 'parallax: the token is missing or wrong (status 401)\n',
      exitCode: 1,
    });
  });

  it('exits with 1 if nothing answers', async () => {
    const { stdout, exitCode } = await routes('--url', `http://127.0.0.1:${await freePort()}`);
    expect([stdout, exitCode]).toEqual(['', 1]);
  });

  it('prints nothing of what another server answers', async () => {
    const other = createServer((_request, response) => response.end('  # \u001b]0;evil\u0007'));
    const { stdout, stderr, exitCode } = await routes(
      '--url',
      `http://127.0.0.1:${await listen(other)}`,
    );
    other.close();
    expect([stdout, exitCode]).toEqual(['', 1]);
    expect(stderr).toBe('parallax: that address is not a Parallax admin address\n');
  });

  it('exits with 64 if the address is invalid', async () => {
    expect((await routes('--url', 'nowhere')).exitCode).toBe(64);
  });
});

describe('a running Parallax with an OpenAPI document', () => {
  it('lists the routes that only the traffic has, and the operations that only the document has', async () => {
    interface Answer {
      readonly undocumented: readonly { readonly route: string }[];
      readonly neverAsked: readonly { readonly operationId: string | null }[];
    }
    const { undocumented, neverAsked } = await admin<Answer>('/api/document');
    expect(undocumented.map(({ route }) => route).toSorted()).toEqual([
      'GET /v1/costs',
      'POST /v1/costs/search',
    ]);
    expect(neverAsked.map(({ operationId }) => operationId)).toEqual([
      'listVirtualKeys',
      'createVirtualKey',
      'deleteVirtualKey',
      null,
      'createChatCompletion',
      'downloadExport',
      null,
      'status',
      null,
    ]);
  });

  it('shows operation ids beside the routes', async () => {
    interface Route {
      readonly route: string;
      readonly operationId: string | null;
    }
    const found = await admin<Route[]>('/api/routes');
    expect(Object.fromEntries(found.map(({ route, operationId }) => [route, operationId]))).toEqual(
      {
        'GET /v1/costs': null,
        'GET /v1/virtual-keys/current': 'getCurrentKey',
        'GET /v1/virtual-keys/{keyId}': 'getVirtualKey',
        'HEAD /v1/virtual-keys/current': null,
        'POST /v1/costs/search': null,
      },
    );
  });

  it('prints the number of never-requested operations after the verdict', async () => {
    const ended = await command(['gate', '--url', `http://${running.adminAddress}`], { env });
    expect(ended.stdout).toContain(
      'Of the 11 operations in the OpenAPI document, 9 were never requested; 2 requested routes are not in it: see /routes.\n',
    );
  });

  it('reloads a changed document with the config, and keeps its counts', async () => {
    interface Answer {
      readonly operations: number;
      readonly undocumented: readonly { readonly route: string }[];
    }
    const file = join(folder, 'api.yaml');
    const added = 'paths:\n  /costs:\n    get: { operationId: listCosts }\n';
    writeFileSync(file, readFileSync(gatewayFile, 'utf8').replace('paths:\n', added));
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const url = `http://${running.adminAddress}/api/config/reload`;
    const reloaded = await fetch(url, { method: 'POST', headers, body: '{}' });
    expect([reloaded.status, await reloaded.text()]).toEqual([200, expect.any(String)]);
    const { operations, undocumented } = await vi.waitUntil(
      async () => {
        const answer = await admin<Answer>('/api/document');
        return answer.operations === 12 && answer;
      },
      { timeout: 60_000 },
    );
    expect([operations, undocumented.map(({ route }) => route)]).toEqual([
      12,
      ['POST /v1/costs/search'],
    ]);
  });
});
