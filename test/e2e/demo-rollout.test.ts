import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { until } from '../support/until.ts';

/**
 * `DEMO=1` for the long run, of some minutes. The ordinary suite has the parts: an environment of the demo with the
 * commands of its plan in test/example/rollout-environment.test.ts, and the way from a fail to a verified
 * rollback within 10 s in test/cli/rollout/rollout.test.ts.
 */
const isAsked = process.env['DEMO'] === '1';

const root = join(import.meta.dirname, '../..');

function startDemo() {
  const scratch = mkdtempSync(join(tmpdir(), 'demo-rollout-test-'));
  const program = spawn(
    process.execPath,
    [join(root, 'example/rollout/demo.ts'), '--soak-seconds', '20'],
    { env: { ...process.env, TMPDIR: scratch, NO_COLOR: '1' }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  for (const stream of [program.stdout, program.stderr]) {
    stream.on('data', (chunk) => (output += String(chunk)));
  }
  const ended = once(program, 'close').then(([code]) => code as number | null);
  onTestFinished(async () => {
    program.kill('SIGKILL');
    await ended;
    rmSync(scratch, { recursive: true });
  });
  return {
    output: () => output,
    ended,
    interrupt: () => program.kill('SIGINT'),
    leftovers: () => readdirSync(scratch),
  };
}

describe.skipIf(!isAsked)('npm run demo:rollout', () => {
  it('rolls back the canary with bugs within 10 s, and promotes the fixed build through all tiers', async () => {
    const demo = startDemo();
    expect([await demo.ended, demo.output()]).toEqual([0, expect.any(String)]);
    const output = demo.output();
    const [, seconds] =
      /Rolled back and verified in ([\d.]+) s, because (?=.*fail)/.exec(output) ?? [];
    expect(Number(seconds)).toBeLessThan(10);
    expect(output).toMatch(
      /dev-canary: rolled back and verified in .* promoted again and verified/,
    );
    expect(output).toContain('every environment has passed');
    expect(output).toContain('Safe to remove the legacy code: yes.');
    expect(output).not.toContain('ROLLBACK FAILED');
    expect(demo.leftovers()).toEqual([]);
  }, 900_000);

  it('finishes a running rollback when it is interrupted', async () => {
    const demo = startDemo();
    await until(() => demo.output().includes('dev-canary: rollback'));
    demo.interrupt();
    expect(await demo.ended).toBe(130);
    expect(demo.output()).not.toContain('ROLLBACK FAILED');
    expect(demo.leftovers()).toEqual([]);
  }, 300_000);
});
