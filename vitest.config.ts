import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { stuckFiles } from './test/support/stuck-files.ts';

/** Their result depends on how fast deployments answer, or on how long a thread is silent: they run one after the other. */
const alone = [
  'test/e2e/demo.test.ts',
  'test/e2e/rollout.test.ts',
  'test/example/findings.test.ts',
  'test/example/healthy-pair.test.ts',
  'test/example/migration-bugs.test.ts',
  'test/process/supervised-worker.test.ts',
];

/** Each starts programs of its own, and mostly waits for them: they run after the others. */
const whole = [
  'test/e2e/**/*.test.ts',
  'test/example/**/*.test.ts',
  'test/**/*-in-chromium.test.ts',
  'test/package.test.ts',
];

/** Parts of Parallax beside programs that Debian brings: PostgreSQL, NATS, nginx, HAProxy, Prometheus. */
const system = [
  'test/postgres/**/*.test.ts',
  'test/tap/**/*.test.ts',
  'test/fleet/identities/*.test.ts',
  'test/hub/{answer-recorder,holding,sent-recorder}.test.ts',
  'test/control/{archive,store}/**/postgres/*.test.ts',
  'test/control/archive/archive.test.ts',
  'test/control/databases/real-databases.test.ts',
  'test/control/fleet/{counted-exchanges,fleet-members}.test.ts',
  'test/control/metrics/{exposition,gate-metrics}.test.ts',
  'test/cli/completion-in-shells.test.ts',
  'test/config/promql.test.ts',
  'test/hostile/same-answer.test.ts',
  'test/live/balancers.test.ts',
];

/** Node loads the test files without Vite, which needs less CPU time. */
const withoutVite = { experimental: { viteModuleRunner: false, nodeLoader: false } };

/** What a child process of a test compiled is not compiled again by the next: its start takes two thirds of the CPU time. */
const env = { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/compiled') };

/** Well above the longest test: they end what waits for ever, and prove nothing about speed. */
const limits = {
  ...withoutVite,
  env,
  testTimeout: 180_000,
  hookTimeout: 180_000,
  expect: { poll: { timeout: 60_000, interval: 20 } },
};

/**
 * A test that asks for a program of Debian belongs in another project, and fails here. Files share a worker, because
 * a file with a worker of its own loads all of Parallax again. So each test undoes what it changes for others, such as
 * `process.env`, timers, or listeners of the process.
 */
const nodeAlone = { ...limits, isolate: false, env: { ...env, SYSTEM_PROGRAMS: 'none' } };

/** Of tests that share two cores with the programs of two others. */
const wholeLimits = { ...limits, testTimeout: 240_000, hookTimeout: 240_000 };

/** `npm test` runs the first: it needs Node alone. `npm run test:system` runs the others. */
export default defineConfig({
  test: {
    // Only CI has this limit: a local run may repeat tests, and take longer.
    reporters: process.env['CI'] === 'true' ? ['default', stuckFiles()] : ['default'],
    projects: [
      {
        test: {
          name: 'parts',
          include: ['test/**/*.test.ts'],
          exclude: [...system, ...whole, ...alone],
          maxWorkers: 3,
          sequence: { groupOrder: 0 },
          ...nodeAlone,
        },
      },
      {
        test: {
          name: 'system',
          include: system,
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
          ...limits,
        },
      },
      {
        test: {
          name: 'whole',
          include: whole,
          exclude: alone,
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
          ...wholeLimits,
        },
      },
      {
        test: {
          name: 'alone',
          include: alone,
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
          ...limits,
        },
      },
    ],
  },
});
