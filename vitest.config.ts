import { defineConfig } from 'vitest/config';

/** Each starts programs that want both cores for themselves: they run one after the other. */
const whole = [
  'test/e2e/**/*.test.ts',
  'test/example/**/*.test.ts',
  'test/**/*-in-chromium.test.ts',
  'test/process/supervised-worker.test.ts',
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
          exclude: whole,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
          ...limits,
        },
      },
      {
        test: {
          name: 'whole',
          include: whole,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
          ...limits,
        },
      },
    ],
  },
});
