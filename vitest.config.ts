import { defineConfig } from 'vitest/config';

/** Their result depends on how fast deployments answer, or on how long a thread is silent: they run one after the other. */
const alone = [
  'test/e2e/demo.test.ts',
  'test/e2e/rollout.test.ts',
  'test/example/findings.test.ts',
  'test/example/healthy-pair.test.ts',
  'test/example/migration-bugs.test.ts',
  'test/process/supervised-worker.test.ts',
];

/** Each starts programs of its own, and mostly waits for them: they run two at a time, after the others. */
const whole = [
  'test/e2e/**/*.test.ts',
  'test/example/**/*.test.ts',
  'test/**/*-in-chromium.test.ts',
  'test/package.test.ts',
];

const limits = { testTimeout: 30_000, hookTimeout: 30_000 };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'parts',
          include: ['test/**/*.test.ts'],
          exclude: [...whole, ...alone],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
          ...limits,
        },
      },
      {
        test: {
          name: 'whole',
          include: whole,
          exclude: alone,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          ...limits,
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
