import type { LazyCommand } from './lazy-commands.ts';

/** The commands of the program, in the order of the help. */
export const commands: readonly LazyCommand[] = [
  {
    name: 'init',
    summary: 'write a config from two URLs, and check both',
    load: async () => (await import('./init.ts')).defineInit,
  },
  {
    name: 'run',
    summary: 'serve, mirror and compare, until SIGTERM',
    load: async () => (await import('./run.ts')).defineRun,
  },
  {
    name: 'record',
    summary: 'serve and record exchanges in a file',
    load: async () => (await import('./record.ts')).defineRecord,
  },
  {
    name: 'tap',
    summary: 'serve and publish to the hubs of a fleet',
    load: async () => (await import('./tap.ts')).defineTap,
  },
  {
    name: 'hub',
    summary: 'mirror and compare what taps publish',
    load: async () => (await import('./hub.ts')).defineHub,
  },
  {
    name: 'check',
    summary: 'list the faults of a config file',
    load: async () => (await import('./check.ts')).defineCheck,
  },
  {
    name: 'explain',
    summary: 'show how two bodies differ, and why',
    load: async () => (await import('./explain.ts')).defineExplain,
  },
  {
    name: 'healthcheck',
    summary: 'exit with 0 if Parallax answers, else 1',
    load: async () => (await import('./healthcheck.ts')).defineHealthcheck,
  },
  {
    name: 'gate',
    summary: 'print the verdict on the candidate',
    load: async () => (await import('./gate.ts')).defineGate,
  },
  {
    name: 'routes',
    summary: 'print the routes seen so far as YAML',
    load: async () => (await import('./routes.ts')).defineRoutes,
  },
  {
    name: 'rollout',
    summary: 'promote environments tier by tier',
    load: async () => (await import('./rollout/rollout.ts')).defineRollout,
  },
  {
    name: 'replay',
    summary: 'play recordings, and print the verdict',
    load: async () => (await import('./replay.ts')).defineReplay,
  },
  {
    name: 'har',
    summary: 'write recordings as HAR, without secrets',
    load: async () => (await import('./har.ts')).defineHar,
  },
  {
    name: 'report',
    summary: 'write the sign-off of a migration',
    load: async () => (await import('./report.ts')).defineReport,
  },
];
