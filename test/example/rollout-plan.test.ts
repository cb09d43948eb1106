import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadPlan } from '../../src/rollout/load-plan.ts';

const gates = ['DEV_CANARY', 'STAGING', 'INTERNAL', 'PRODUCTION'];

it('the example plan of a rollout has no fault, and its tiers are those of the guide', () => {
  const file = join(import.meta.dirname, '../../example/rollout/rollout.yaml');
  const environment = Object.fromEntries(
    gates.map((name) => [`GATE_${name}`, 'http://127.0.0.1:9900']),
  );
  const { plan, faults } = loadPlan(file, { ...environment, SOAK_HOURS: '0.01' });
  expect(faults).toBeNull();
  expect(plan?.environments.map(({ tier, soakHours }) => [tier, soakHours])).toEqual([
    ['canary', 48],
    ['tier2', 0.01],
    ['tier2', 0.01],
    ['tier1', 0.01],
  ]);
});
