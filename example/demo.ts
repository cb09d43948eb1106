import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOptions } from './demo/options.ts';
import { runDemo } from './demo/run-demo.ts';

const interruptedExitCode = 130;

const options = readOptions(process.argv);
const directory = mkdtempSync(join(tmpdir(), 'parallax-demo-'));
process.on('exit', () => rmSync(directory, { recursive: true, force: true }));

const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    // A second one means it: the children end when they lose their parent.
    if (stop.signal.aborted) process.exit(interruptedExitCode);
    stop.abort();
  });
}

try {
  await runDemo({ ...options, directory, signal: stop.signal });
} catch (error) {
  process.exitCode = stop.signal.aborted ? interruptedExitCode : 1;
  if (!stop.signal.aborted) console.error(error instanceof Error ? error.message : error);
}
