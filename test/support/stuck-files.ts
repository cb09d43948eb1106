import type { Reporter } from 'vitest/node';

/** Well above the longest test on a busy machine. */
const silenceMsMax = 5 * 60_000;

interface Unfinished {
  readonly timer: NodeJS.Timeout;
  lastTest: string;
}

/**
 * Ends a run in which a file stands still, and names each unfinished file: a worker whose event loop is blocked
 * cannot time out by itself. Does the same on SIGTERM, when the whole run has taken too long. The last reported test
 * may be one before the test that blocks.
 */
export function stuckFiles(): Reporter {
  const unfinished = new Map<string, Unfinished>();

  function end(why: string): void {
    const files = [...unfinished].map(
      ([file, { lastTest }]) => `  ${file}, last reported test: ${lastTest}\n`,
    );
    process.stderr.write(`${why}. Unfinished:\n${files.join('')}`, () => process.exit(1));
  }

  process.once('SIGTERM', () => end('SIGTERM ended the run'));
  return {
    onTestModuleQueued({ moduleId }) {
      const why = `no test of ${moduleId} began or ended within ${silenceMsMax / 1_000} s`;
      const timer = setTimeout(() => end(why), silenceMsMax);
      unfinished.set(moduleId, { timer, lastTest: 'no test has started' });
    },
    onTestCaseReady({ module, fullName }) {
      const file = unfinished.get(module.moduleId);
      if (file === undefined) return;
      file.lastTest = fullName;
      file.timer.refresh();
    },
    onTestCaseResult({ module }) {
      unfinished.get(module.moduleId)?.timer.refresh();
    },
    onTestModuleEnd({ moduleId }) {
      clearTimeout(unfinished.get(moduleId)?.timer);
      unfinished.delete(moduleId);
    },
  };
}
