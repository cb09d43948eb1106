import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import { getRequestListener } from '@hono/node-server';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createConduitApp, type Flavour } from '../../example/conduit/app.ts';
import { seedDatabase, seededTeams } from '../../example/conduit/database/seed.ts';
import { openGateway } from '../../example/conduit/gateway.ts';
import { parallax, serveParallax, type ServingParallax } from '../cli/parallax-program.ts';
import { direct, repository } from '../example/conduit-under-test.ts';
import { listen } from '../support/raw-socket.ts';
import { systemProgram } from '../support/system-package.ts';

const prometheusPath = systemProgram('prometheus', { package: 'prometheus' });
const rules = fileURLToPath(new URL('../../config/prometheus/parallax.rules.yml', import.meta.url));

/** Answers like Conduit, with its version. */
function answers(of: string, it: Flavour): RequestListener {
  const opening = open(it);
  return async (asked, response) => {
    response.setHeader('x-version', of);
    const answer = await opening;
    void answer(asked, response);
  };
}

async function open(it: Flavour): Promise<ReturnType<typeof getRequestListener>> {
  const gateway = await openGateway({ database: ':memory:', seed: 'rollout', ids: 'uuid' });
  await seedDatabase(gateway);
  return getRequestListener(createConduitApp(gateway, it).fetch, { overrideGlobalObjects: false });
}

/** A deployment of Conduit with a version, which can be replaced by another. */
function deploymentOf(version: string, flavour: Flavour) {
  let current = answers(version, flavour);
  const server = createServer((asked, response) => current(asked, response));
  return {
    server,
    deploy(next: string, it: Flavour): void {
      current = answers(next, it);
    },
  };
}

const primary = deploymentOf('legacy', direct);
const candidate = deploymentOf('v1', repository('missing-log-field'));
const agent = new Agent({ connections: 4 });
let folder: string;
let served: ServingParallax;
let prometheus: ChildProcess;
let prometheusUrl: string;

/** A day of a team, shortened: the gate is asked for what a few seconds can show. */
const policy = `
gate:
  defaults:
    {mismatchBudget: 0.05, errorBudget: 0.05, routeExchangesMin: 20, soakHours: 0, latency: {delta: 20, epsilonMs: 200, tail: {share: 0.5}, measuredShareMin: 0}}
routes:
  - {match: GET /api/request-logs, area: request-logs}
  - {match: GET /api/virtual-keys, area: virtual-keys}
`;

describe.skipIf(prometheusPath === null)('a rollout', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'parallax-rollout-'));
    const [primaryPort, candidatePort] = await Promise.all([
      listen(primary.server),
      listen(candidate.server),
    ]);
    const config = join(folder, 'parallax.yaml');
    const candidateUrl = `http://127.0.0.1:${candidatePort}`;
    writeFileSync(
      config,
      `primary: http://127.0.0.1:${primaryPort}\n` +
        `candidate: {url: '${candidateUrl}', version: {header: x-version}}\n` +
        `store: ${join(folder, 'parallax.db')}\n${policy}`,
    );
    served = await serveParallax(['--config', config]);
    writeFileSync(
      join(folder, 'prometheus.yml'),
      JSON.stringify({
        global: { scrape_interval: '1s', evaluation_interval: '1s' },
        rule_files: [rules],
        scrape_configs: [
          { job_name: 'parallax', static_configs: [{ targets: [served.adminAddress] }] },
        ],
      }),
    );
    prometheus = spawn(
      prometheusPath!,
      [
        `--config.file=${join(folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        '--web.listen-address=127.0.0.1:0',
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    prometheusUrl = await addressOf(prometheus);
  });

  afterAll(async () => {
    prometheus.kill('SIGKILL');
    await Promise.all([once(prometheus, 'exit'), served[Symbol.asyncDispose]()]);
    await agent.close();
    for (const { server } of [primary, candidate]) {
      server.closeAllConnections();
      server.close();
    }
    rmSync(folder, { recursive: true, force: true });
  });

  it('is stopped by the bug of v1, and continues with v2 in a new epoch', async () => {
    const { signal, stop } = traffic();
    const failed = await gate();
    expect(failed.stdout).toMatch(/^fail for candidate v1 /);
    expect(failed.stdout).toMatch(/^- request-logs: .* mismatches in /m);
    expect(failed.exitCode).toBe(1);
    await vi.waitUntil(async () => (await firing()).includes('ParallaxGateFails'), {
      interval: 200,
      timeout: 60_000,
    });

    candidate.deploy('v2', repository());
    const passed = await gate('v2');
    expect(passed.stdout).toMatch(/^pass for candidate v2 /);
    expect(passed.exitCode).toBe(0);
    await vi.waitUntil(async () => !(await firing()).includes('ParallaxGateFails'), {
      interval: 200,
      timeout: 60_000,
    });
    expect(await epochs()).toEqual(['v2', 'v1']);
    stop();
    await signal;
  });
});

/** Clients that repeat the same reads until they are stopped. */
function traffic(): { readonly signal: Promise<unknown>; readonly stop: () => void } {
  const stop = new AbortController();
  const work = seededTeams.slice(0, 4).map(async (team) => {
    while (!stop.signal.aborted) {
      for (const path of [
        `/api/request-logs?team=${team}&limit=3`,
        `/api/virtual-keys?team=${team}`,
      ]) {
        const answer = await request(`http://${served.listenAddress}${path}`, {
          dispatcher: agent,
        });
        await answer.body.dump();
      }
    }
  });
  return {
    signal: Promise.all(work),
    stop: () => stop.abort(),
  };
}

/** The command of CI, repeated while it reports the previous version. */
async function gate(version = 'v1') {
  for (;;) {
    const url = `http://${served.adminAddress}`;
    const ended = await parallax(['gate', '--url', url, '--wait', '60s']);
    if (ended.stdout.includes(`for candidate ${version} `)) return ended;
  }
}

async function firing(): Promise<readonly string[]> {
  const answer = await fetch(`${prometheusUrl}/api/v1/alerts`);
  const { data } = (await answer.json()) as {
    data: { alerts: { state: string; labels: { alertname: string } }[] };
  };
  return data.alerts
    .filter(({ state }) => state === 'firing')
    .map(({ labels }) => labels.alertname);
}

async function epochs(): Promise<readonly string[]> {
  const answer = await fetch(`http://${served.adminAddress}/api/epochs`);
  return ((await answer.json()) as { version: string }[]).map(({ version }) => version);
}

async function addressOf(program: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: program.stderr! })) {
    const address = /Listening on".* address=(127\.0\.0\.1:[1-9]\d*)/.exec(line)?.[1];
    if (address !== undefined) {
      program.stderr!.resume();
      return `http://${address}`;
    }
  }
  throw new Error('prometheus ended without listening');
}
