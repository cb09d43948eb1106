import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

const program = join(import.meta.dirname, '../../example/conduit/main.ts');

interface Ended {
  readonly exitCode: number | null;
  readonly stderr: string;
}

interface Running {
  readonly child: ChildProcess;
  /** Everything printed so far. */
  readonly output: () => string;
  readonly firstLine: Promise<{ listening: string; flavour: string }>;
  readonly ended: Promise<Ended>;
}

describe('the conduit program', () => {
  let scratch: string;
  const running: Running[] = [];

  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), 'conduit-test-'));
  });

  afterEach(async () => {
    for (const { child, ended } of running.splice(0)) {
      child.kill('SIGKILL');
      await ended;
    }
  });

  afterAll(() => rmSync(scratch, { recursive: true }));

  function start(environment: Readonly<Record<string, string>>): Running {
    const child = spawn(process.execPath, [program], {
      env: { PATH: process.env.PATH, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    const firstLine = Promise.withResolvers<{ listening: string; flavour: string }>();
    child.stdout.on('data', (chunk) => {
      stdout += String(chunk);
      if (stdout.includes('\n')) firstLine.resolve(JSON.parse(stdout.split('\n')[0]!));
    });
    child.stderr.on('data', (chunk) => {
      stderr += String(chunk);
    });
    const ended = once(child, 'close').then(([exitCode]) => ({ exitCode, stderr }));
    void ended.then(() => firstLine.reject(new Error(`it ended before its first line: ${stderr}`)));
    // Not everybody waits for it.
    firstLine.promise.catch(() => undefined);
    const started = { child, output: () => stdout, firstLine: firstLine.promise, ended };
    running.push(started);
    return started;
  }

  it('prints one line of JSON with its address, and serves at that address', async () => {
    const { firstLine, output } = start({ CONDUIT_PORT: '0' });
    const { listening } = await firstLine;
    const answer = await fetch(`${listening}/api/virtual-keys`);
    expect(answer.status).toBe(200);
    expect(output().trim().split('\n')).toHaveLength(1);
  });

  it('shows its resources at /metrics', async () => {
    const { listening } = await start({}).firstLine;
    const text = await (await fetch(`${listening}/metrics`)).text();
    for (const name of ['process_resident_memory_bytes', 'process_cpu_seconds_total']) {
      expect(text).toMatch(new RegExp(`^${name} \\d`, 'm'));
    }
  });

  it.each([
    ['true', 'repository'],
    ['false', 'direct'],
  ])(
    'with CONDUIT_USE_REPOSITORY_PATTERN=%s is the %s flavour',
    async (CONDUIT_USE_REPOSITORY_PATTERN, flavour) => {
      const { firstLine } = start({ CONDUIT_USE_REPOSITORY_PATTERN });
      expect((await firstLine).flavour).toBe(flavour);
    },
  );

  it('has the bugs in CONDUIT_MIGRATION_BUGS', async () => {
    const { firstLine } = start({
      CONDUIT_USE_REPOSITORY_PATTERN: 'true',
      CONDUIT_MIGRATION_BUGS: 'lost-order-by, missing-log-field',
    });
    const { listening } = await firstLine;
    const logs = await fetch(`${listening}/api/request-logs?limit=1`);
    expect(await logs.text()).not.toContain('finishReason');
  });

  it('keeps its data in CONDUIT_DATABASE over a restart', async () => {
    const environment = { CONDUIT_DATABASE: join(scratch, 'conduit.sqlite') };
    const before = start(environment);
    const body = JSON.stringify({ team: 'blue', keyName: 'search' });
    const created = await fetch(`${(await before.firstLine).listening}/api/virtual-keys`, {
      method: 'POST',
      body,
    });
    before.child.kill('SIGTERM');
    expect(await before.ended).toEqual({ exitCode: 0, stderr: '' });
    expect(existsSync(`${environment.CONDUIT_DATABASE}-wal`)).toBe(false);

    const { listening } = await start(environment).firstLine;
    const read = await fetch(listening + created.headers.get('location')!);
    expect(await read.json()).toMatchObject({ team: 'blue', keyName: 'search' });
  });

  it.each([
    ['CONDUIT_PORT', '65536', 'write a port, from 0 to 65535'],
    ['CONDUIT_PORT', 'http', 'write a port, from 0 to 65535'],
    ['CONDUIT_DATABASE', '', 'write a file name, or :memory:'],
    ['CONDUIT_USE_REPOSITORY_PATTERN', 'yes', 'write true or false'],
    ['CONDUIT_MIGRATION_BUGS', 'cost-rounding,typo', 'write some of cost-rounding, '],
  ])('does not start with %s=%s, and prints what to write', async (name, value, words) => {
    const { exitCode, stderr } = await start({ [name]: value }).ended;
    expect(exitCode).toBe(2);
    expect(stderr).toContain(words);
    expect(stderr).toContain(name);
  });
});
