import { createServer } from 'node:http';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { reportSchema } from '../../src/report/facts.ts';
import { freePort } from '../support/free-port.ts';
import { listen } from '../support/raw-socket.ts';
import { command } from './command-in-process.ts';
import { parallax, serveParallax, type ServingParallax } from './parallax-program.ts';

const token = 'a-token-of-more-than-16-characters';
const primary = createServer((_request, response) => response.end('{"cost":1}'));
const candidate = createServer((_request, response) => response.end('{"cost":2}'));

let folder: string;
let running: ServingParallax;
let url: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parallax-report-'));
  const config = `primary: http://127.0.0.1:${await listen(primary)}
candidate: http://127.0.0.1:${await listen(candidate)}
admin: {listen: 127.0.0.1:9900, token: ${token}, readsNeedToken: true}
`;
  writeFileSync(join(folder, 'parallax.yaml'), config);
  writeFileSync(join(folder, 'token'), token);
  running = await serveParallax(['--config', join(folder, 'parallax.yaml')]);
  url = `http://${running.adminAddress}/`;
  const headers = { 'content-type': 'application/json' };
  for (let sent = 0; sent < 5; sent += 1) {
    await (await fetch(`http://${running.listenAddress}/keys`, { headers })).text();
  }
  const authorization = { authorization: `Bearer ${token}` };
  await vi.waitUntil(
    async () => {
      const answer = await fetch(`${url}api/exchanges`, { headers: authorization });
      return ((await answer.json()) as unknown[]).length > 0;
    },
    { timeout: 60_000 },
  );
});

afterAll(async () => {
  await running[Symbol.asyncDispose]();
  primary.close();
  candidate.close();
  rmSync(folder, { recursive: true });
});

function withToken(...args: readonly string[]): readonly string[] {
  return ['report', '--token-file', join(folder, 'token'), ...args];
}

function report(...args: readonly string[]) {
  return command(withToken(...args));
}

describe('parallax report', () => {
  it('writes JSON that follows its schema, with an example of each finding, and exits with the code of the gate', async () => {
    const { stdout, stderr, exitCode } = await parallax(
      withToken('--url', url, '--format', 'json'),
    );
    expect(stderr).toBe('');
    const written = reportSchema.parse(JSON.parse(stdout));
    const exits = { pass: 0, fail: 1, inconclusive: 2, unreachable: 3 };
    expect(exitCode).toBe(exits[written.verdict]);
    expect(written.safeToRemove.answer).toBe('no');
    const example: unknown = expect.stringMatching(`^${url}api/exchanges/`);
    expect(written.deployments[0]?.findings).toMatchObject([
      { route: 'GET /keys', fate: { became: 'open' }, example },
    ]);
  });

  it('writes a file', async () => {
    const file = join(folder, 'report.md');
    const { stdout } = await report('--url', url, '--out', file);
    expect(stdout).toBe('');
    expect(readFileSync(file, 'utf8')).toMatch(/^# Parallax report\n/);
  });

  it('does not show the token', async () => {
    const { stdout } = await report('--url', url, '--format', 'html');
    expect(stdout).toContain('GET /keys');
    expect(stdout).not.toContain(token);
  });

  it('shows the journal of a rollout without its plan', async () => {
    const journal = join(folder, 'rollout.journal');
    const entry = {
      event: 'passed',
      at: '2026-01-01T00:00:00.000Z',
      rollout: 'conduit',
      version: null,
      environment: 'dev',
      tier: 'canary',
      who: 'Ada',
      why: 'its soak is over',
    };
    writeFileSync(journal, `${JSON.stringify(entry)}\n`);
    const { stdout } = await report('--url', url, '--journal', journal);
    expect(stdout).toContain('# Parallax report: conduit');
    expect(stdout).toContain(
      '| 2026-01-01T00:00:00.000Z | dev | passed | Ada | its soak is over |',
    );
  });

  it('shows no rollout for a journal without an entry', async () => {
    const journal = join(folder, 'empty.journal');
    writeFileSync(journal, '');
    const { stdout, stderr } = await report('--url', url, '--journal', journal);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^# Parallax report\n/);
  });

  it('reports an address that does not answer beside those that do, and exits with 3', async () => {
    const nowhere = `http://127.0.0.1:${await freePort()}`;
    const { stdout, exitCode } = await report('--url', nowhere, '--url', url, '--format', 'junit');
    expect(stdout).toContain('type="unreachable"');
    expect(stdout).toContain('GET /keys');
    expect(exitCode).toBe(3);
  });

  it('exits with 64 for a fault on the command line', async () => {
    expect((await report('--format', 'pdf')).exitCode).toBe(64);
  });
});
