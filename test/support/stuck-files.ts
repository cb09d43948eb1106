import type { Reporter, TestModule } from 'vitest/node';

/** The longest file takes three minutes on a busy machine. */
const fileMsMax = 6 * 60_000;

/**
 * Ends a run whose file does not end, and names the file and its last test: a worker whose event loop is blocked
 * cannot time out by itself.
 */
export function stuckFiles(): Reporter {
  const timers = new Map<string, NodeJS.Timeout>();
  const lastTests = new Map<string, string>();

  function end(module: TestModule): void {
    const last = lastTests.get(module.moduleId) ?? 'no test was begun';
    process.stderr.write(
      `${module.moduleId} did not end within ${fileMsMax / 1_000} s: ${last}\n`,
      () => process.exit(1),
    );
  }

  return {
    onTestModuleQueued(module) {
      timers.set(
        module.moduleId,
        setTimeout(() => end(module), fileMsMax),
      );
    },
    onTestCaseReady(test) {
      lastTests.set(test.module.moduleId, test.fullName);
    },
    onTestModuleEnd(module) {
      clearTimeout(timers.get(module.moduleId));
    },
  };
}
