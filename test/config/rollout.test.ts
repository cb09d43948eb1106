import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { loadPlan } from '../../src/rollout/load-plan.ts';

const folder = fileURLToPath(new URL('../../config/rollout/', import.meta.url));

function read(file: string): unknown {
  return parse(readFileSync(folder + file, 'utf8'));
}

const { plan } = loadPlan(`${folder}rollout.yaml`, { CANDIDATE_VERSION: '1.4.2' });

const variables = z.array(z.strictObject({ name: z.string(), value: z.string() }));
const container = z.strictObject({
  image: z.string(),
  command: z.array(z.string()),
  args: z.array(z.string()),
  workingDir: z.string(),
  env: variables,
  volumeMounts: z.array(z.strictObject({ name: z.string(), mountPath: z.string() })),
});

const parameters = z.strictObject({
  parameters: z.array(z.strictObject({ name: z.string(), value: z.string() })),
});

/** No package has the schemas of Argo Workflows: the part that is used here. */
const workflow = z.strictObject({
  apiVersion: z.literal('argoproj.io/v1alpha1'),
  kind: z.literal('Workflow'),
  metadata: z.strictObject({ generateName: z.string() }),
  spec: z.strictObject({
    entrypoint: z.string(),
    serviceAccountName: z.string(),
    volumes: z.array(z.looseObject({ name: z.string() })),
    templates: z.array(
      z.strictObject({
        name: z.string(),
        steps: z
          .array(
            z.array(
              z.strictObject({
                name: z.string(),
                template: z.string(),
                arguments: parameters.optional(),
              }),
            ),
          )
          .optional(),
        inputs: z.looseObject({}).optional(),
        retryStrategy: z
          .strictObject({ limit: z.int(), retryPolicy: z.enum(['Always', 'OnError', 'OnFailure']) })
          .optional(),
        container: container.optional(),
      }),
    ),
  }),
});

const action = z.looseObject({
  jobs: z.record(
    z.string(),
    z.looseObject({ env: z.record(z.string(), z.string()), steps: z.array(z.looseObject({})) }),
  ),
});

/** Runs a script in which `parallax rollout` prints its command, and exits with one code after the other. */
function runWithCodes(codes: string, script = 'exit 99', env: Record<string, string> = {}) {
  const parallax = `
    codes='${codes} '
    parallax() {
      case "$2" in --plan) echo "$4" ;; *) echo "$2" ;; esac
      code="\${codes%% *}"; codes="\${codes#* }"
      return "$code"
    }
    sleep() { :; }
  `;
  return spawnSync('sh', ['-c', parallax + script], { env, encoding: 'utf8' });
}

describe('config/rollout', () => {
  it('has a plan without faults, in which the canary soaks for 48 h', () => {
    expect(plan?.environments.map(({ name, soakHours }) => [name, soakHours])).toEqual([
      ['dev-canary', 48],
      ['staging-eu', 24],
      ['staging-us', 24],
      ['production', 24],
    ]);
  });

  it('has an Argo Workflow whose steps and volumes exist, with a rehearsal in the canary', () => {
    const { spec } = workflow.parse(read('argo-workflow.yaml'));
    const templates = new Set(spec.templates.map(({ name }) => name));
    const steps = spec.templates.flatMap((one) => one.steps ?? []).flat();
    expect(steps.filter(({ template }) => !templates.has(template))).toEqual([]);
    const mounts = spec.templates.flatMap((one) => one.container?.volumeMounts ?? []);
    const volumes = new Set(spec.volumes.map(({ name }) => name));
    expect(mounts.filter(({ name }) => !volumes.has(name))).toEqual([]);
    const rehearsal = spec.templates.find(({ name }) => name === 'rehearse');
    const canary = plan?.environments.find(({ tier }) => tier === plan.tiers[0])?.name;
    expect(rehearsal?.container?.args[0]).toContain(`parallax rollout rehearse ${canary};`);
  });

  it.each([
    ['canary', 0, 0],
    ['canary', 2, 0],
    ['canary', 1, 1],
    ['tiers', 0, 0],
    ['tiers', 2, 2],
  ])(
    'has an Argo Workflow whose step %s maps exit code %i of advance to %i',
    (name, exit, taken) => {
      const { spec } = workflow.parse(read('argo-workflow.yaml'));
      const step = spec.templates.flatMap((one) => one.steps ?? []).flat();
      const accept = step.find((one) => one.name === name)?.arguments?.parameters[0]?.value;
      const advance = spec.templates.find((one) => one.name === 'advance')?.container;
      const script = advance?.args[0]
        ?.replace('parallax rollout advance --wait 14d', `(exit ${exit})`)
        .replace('{{inputs.parameters.accept}}', accept ?? '');
      expect(spawnSync('sh', ['-c', script ?? 'exit 99']).status).toBe(taken);
    },
  );

  it.each([
    ['succeeds', '0', 0, ['rehearse']],
    ['fails', '1', 1, ['rehearse']],
    ['is refused once', '2 0 0', 0, ['rehearse', 'advance', 'rehearse']],
    [
      'is refused twice',
      '2 2 2 0 0',
      0,
      ['rehearse', 'advance', 'rehearse', 'advance', 'rehearse'],
    ],
    ['is refused because the rollout is stopped', '2 1', 1, ['rehearse', 'advance']],
  ])('has an Argo Workflow whose rehearsal %s', (_, codes, taken, done) => {
    const { spec } = workflow.parse(read('argo-workflow.yaml'));
    const container = spec.templates.find((one) => one.name === 'rehearse')?.container;
    const { status, stdout } = runWithCodes(codes, container?.args[0]);
    expect([status, stdout.trim().split('\n')]).toEqual([taken, done]);
  });

  it.each([
    ['advance', 0, 0],
    ['advance', 2, 0],
    ['advance', 1, 1],
    ['status', 2, 0],
    ['rehearse', 0, 0],
    ['rehearse', 2, 2],
    ['rollback', 1, 1],
  ])('has a GitHub workflow whose job to %s maps exit code %i to %i', (what, exit, taken) => {
    const { jobs } = action.parse(read('github-actions.yaml'));
    const script = jobs['rollout']?.steps.find((one) => 'run' in one)?.['run'];
    const env = { DO: what, TARGET: '' };
    // GitHub runs scripts with `bash -e`.
    expect(runWithCodes(String(exit), `set -e\n${String(script)}`, env).status).toBe(taken);
  });

  it('has a GitHub workflow that sets every variable of the plan', () => {
    const { jobs } = action.parse(read('github-actions.yaml'));
    const text = readFileSync(`${folder}rollout.yaml`, 'utf8');
    const used = [...text.matchAll(/\$\{([A-Z_]+)/g)].map(([, name = '']) => name);
    expect(Object.keys(jobs['rollout']?.env ?? {})).toEqual(expect.arrayContaining(used));
  });
});
