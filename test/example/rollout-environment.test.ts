import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { until } from '../support/until.ts';
import { fetchRouteReports, type RouteReport } from '../../example/demo/report/route-report.ts';
import { type Control, serveControl } from '../../example/rollout/control/serve-control.ts';
import type { Environment } from '../../example/rollout/environment/environment.ts';
import { startEnvironments } from '../../example/rollout/environment/start-environments.ts';
import { planCommand } from '../../example/rollout/play/plan-command.ts';

const folder = join(import.meta.dirname, '../../example/rollout');

interface PlannedEnvironment {
  readonly name: string;
  readonly gate: { readonly url: string };
  readonly promote: { readonly command: readonly string[] };
  readonly rollback: { readonly command: readonly string[] };
  readonly verify: { readonly command: readonly string[] };
}

const plan = parse(readFileSync(join(folder, 'rollout.yaml'), 'utf8'), { merge: true }) as {
  environments: readonly PlannedEnvironment[];
};
const [canary] = plan.environments;

describe('an environment of the example rollout', () => {
  let directory: string;
  let environment: Environment;
  let control: Control;
  const interruption = new AbortController();

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'rollout-environment-'));
    const { signal } = interruption;
    const build = { version: '1.1.0', bugs: ['missing-log-field'] } as const;
    [environment] = (await startEnvironments([canary!.name], { build, directory, signal })) as [
      Environment,
    ];
    control = await serveControl([environment]);
  });

  afterAll(async () => {
    await control?.stop();
    await environment?.[Symbol.asyncDispose]();
    rmSync(directory, { recursive: true, force: true });
  });

  /** Runs a command of the plan as `parallax rollout` does. */
  function run(step: 'promote' | 'rollback' | 'verify', expected: 'candidate' | 'primary') {
    const [, ...args] = canary![step].command;
    const env = {
      ...process.env,
      ROLLOUT_CONTROL: control.url,
      PARALLAX_ENVIRONMENT: canary!.name,
      PARALLAX_EXPECT: expected,
      PARALLAX_VERSION: '1.1.0+repository',
    };
    return new Promise<{ exitCode: number; output: string }>((resolve) => {
      const child = execFile(process.execPath, args, { cwd: folder, env }, (_, stdout, stderr) =>
        resolve({ exitCode: child.exitCode ?? -1, output: stdout + stderr }),
      );
    });
  }

  const routes = (): Promise<readonly RouteReport[]> =>
    fetchRouteReports(new URL(environment.gateUrl).host, new AbortController().signal);

  const differing = async (): Promise<readonly string[]> =>
    (await routes()).flatMap(({ fields }) => fields.map(({ template }) => template));

  it('starts with the flag off', async () => {
    expect(await environment.answering()).toEqual({ version: '1.1.0+direct', flavour: 'direct' });
  });

  it('has the flag on after the promotion of the plan, which verify confirms', async () => {
    expect((await run('promote', 'candidate')).exitCode).toBe(0);
    expect(await run('verify', 'candidate')).toEqual({
      exitCode: 0,
      output: '1.1.0+repository answers\n',
    });
  });

  it('fails to verify primary while the flag is on', async () => {
    expect((await run('verify', 'primary')).exitCode).toBe(1);
  });

  it('has the bug of the promoted build', async () => {
    await vi.waitUntil(async () => (await differing()).length > 0, {
      timeout: 60_000,
      interval: 100,
    });
    for (const template of await differing()) expect(template).toMatch(/\.finishReason$/);
  });

  it('refuses no request while its process is replaced', async () => {
    await environment.switchFlag(false);
    await environment.deploy({ version: '1.1.1', bugs: [] });
    expect(await environment.answering()).toEqual({ version: '1.1.1+direct', flavour: 'direct' });
    const before = environment.answers();
    await vi.waitUntil(() => environment.answers() > before + 20, {
      timeout: 60_000,
      interval: 20,
    });
    expect((await routes()).filter(({ outcomes }) => outcomes.candidateError > 0)).toEqual([]);
  });

  it('is rolled back and verified even if the command is interrupted', async () => {
    await environment.switchFlag(true);
    const variables = {
      ...Object.fromEntries(
        plan.environments.map(({ gate: { url } }) => [url.slice(2, -1), environment.gateUrl]),
      ),
      ROLLOUT_CONTROL: control.url,
      ROLLOUT_JOURNAL: join(directory, 'rollout.journal'),
    };
    const printed = vi.spyOn(console, 'log').mockReturnValue();
    const lines = (): string => printed.mock.calls.join('\n');
    const rollback = planCommand('rollout', variables, interruption.signal);
    const ended = rollback('rollback', canary!.name);
    await until(() => lines().includes(`${canary!.name}: rollback`));
    interruption.abort();
    await expect(ended).rejects.toBe(interruption.signal.reason);
    expect(lines()).toContain(`${canary!.name}: primary answers`);
    expect(lines()).not.toContain('ROLLBACK FAILED');
    expect(await environment.answering()).toMatchObject({ flavour: 'direct' });
  });
});
