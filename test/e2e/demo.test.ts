import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { until } from '../support/until.ts';

const root = join(import.meta.dirname, '../..');

interface DemoConfig {
  readonly listen: string;
  readonly admin: string;
}

interface Demo {
  readonly child: ChildProcess;
  /** Everything printed so far. */
  readonly output: () => string;
  readonly exitCode: Promise<number | null>;
}

describe('npm run demo', () => {
  let scratch: string;
  const demos: Demo[] = [];

  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), 'demo-test-'));
  });

  afterAll(async () => {
    for (const { child, exitCode } of demos) {
      child.kill('SIGKILL');
      await exitCode;
    }
    rmSync(scratch, { recursive: true });
  });

  function startDemo(...flags: string[]): Demo {
    const child = spawn(process.execPath, [join(root, 'example/demo.ts'), ...flags], {
      env: { ...process.env, TMPDIR: scratch, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += String(chunk);
      });
    }
    const exitCode = once(child, 'close').then(([code]) => code as number | null);
    const demo = { child, output: () => output, exitCode };
    demos.push(demo);
    return demo;
  }

  async function expectNothingLeft(demo: Demo): Promise<void> {
    const urls = urlsIn(demo.output());
    expect(urls.length).toBeGreaterThanOrEqual(3);
    expect(await Promise.all(urls.map(isAnswered))).not.toContain(true);
    expect(readdirSync(scratch)).toEqual([]);
  }

  describe('--once', () => {
    let demo: Demo;

    beforeAll(async () => {
      demo = startDemo('--once', '--requests', '600');
      await demo.exitCode;
    });

    it('ends by itself with exit code 0', async () => {
      expect([await demo.exitCode, demo.output()]).toEqual([0, expect.any(String)]);
    });

    // n-plus-one shows in response times alone: whether they show it depends on the machine.
    it.each(['cost-rounding', 'missing-log-field', 'lost-order-by'])('finds %s', (bug) => {
      expect(demo.output()).toContain(`\nfound  ${bug}`);
    });

    it('names the criteria that the bugs keep from passing', () => {
      const kept = demo
        .output()
        .match(/Kept from passing by .*findings of [a-z-]+ \(inconclusive\)/g);
      expect(kept?.length).toBeGreaterThanOrEqual(3);
    });

    it('finds no other differences', () => {
      expect(demo.output()).toContain('Nothing else differs.');
      expect(demo.output()).not.toMatch(/\d errors/);
    });

    it('compares every exchange', () => {
      expect(demo.output()).toContain('\n600 requests in ');
      expect(demo.output()).toContain('All exchanges were compared.');
    });

    it('leaves no files behind', () => expectNothingLeft(demo));
  });

  it('continues to serve after the report until Ctrl-C, and exits with 0', async () => {
    const demo = startDemo('--requests', '200');
    await until(() => demo.output().includes('Press Ctrl-C to stop.'));
    const admin = urlsIn(demo.output()).at(-1)!;
    expect(await isAnswered(admin)).toBe(true);
    demo.child.kill('SIGINT');
    expect(await demo.exitCode).toBe(0);
    await expectNothingLeft(demo);
  });

  it('can be interrupted during the traffic, and cleans up', async () => {
    const demo = startDemo('--requests', '100000');
    await until(() => demo.output().includes('in front of them'));
    demo.child.kill('SIGINT');
    expect(await demo.exitCode).toBe(130);
    await expectNothingLeft(demo);
  });

  it('uses other ports if its own are in use, and prints them', async () => {
    const config = parse(readFileSync(join(root, 'config/demo.yaml'), 'utf8')) as DemoConfig;
    const wanted = [config.listen, config.admin];
    const squatters = await Promise.all(wanted.map(squat));
    const demo = startDemo('--requests', '200');
    await until(() => demo.output().includes('Press Ctrl-C to stop.'));
    for (const squatter of squatters) squatter.close();
    for (const address of wanted) {
      expect(demo.output()).toContain(`${address} is taken, so Parallax takes another port`);
      expect(demo.output()).not.toContain(`http://${address}`);
    }
    demo.child.kill('SIGINT');
    await demo.exitCode;
  });
});

/** Takes an address; somebody else may have it already, which is just as good. */
async function squat(address: string): Promise<Server> {
  const [host, port] = address.split(':');
  const server = createServer().listen(Number(port), host);
  await Promise.race([once(server, 'listening'), once(server, 'error')]).catch(() => null);
  return server;
}

/** The URLs that the demo says its processes listen at. */
function urlsIn(output: string): readonly string[] {
  return [...output.matchAll(/http:\/\/127\.0\.0\.1:\d+/g)].map(([url]) => url);
}

function isAnswered(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}
