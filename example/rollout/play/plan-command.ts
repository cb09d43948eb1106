import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** A command of `parallax` with the example's plan, in a process of its own, as a user runs it. */
export type PlanCommand = (...args: readonly string[]) => Promise<number | null>;

const root = join(import.meta.dirname, '../../..');
const plan = join(import.meta.dirname, '../rollout.yaml');
const program = [join(root, 'src/run.js'), join(root, 'src/main.ts')];

/** The plan's commands run `node`: the one that runs this, as an older one could not. */
const path = [dirname(process.execPath), process.env.PATH ?? ''].join(delimiter);

/**
 * @param command the one that takes the plan
 * @param variables for the plan and its commands
 * @param signal asks the command to end: it finishes a rollback before
 * @returns runs the command, prints what it writes, and resolves to its exit code
 */
export function planCommand(
  command: 'rollout' | 'report',
  variables: Readonly<Record<string, string>>,
  signal: AbortSignal,
): PlanCommand {
  return async (...args) => {
    signal.throwIfAborted();
    console.log(`\n$ parallax ${command} --plan example/rollout/rollout.yaml ${args.join(' ')}`);
    const child = spawn(process.execPath, [...program, command, '--plan', plan, ...args], {
      env: { ...process.env, ...variables, PATH: path },
      stdio: ['ignore', 'pipe', 'pipe'],
      // Ctrl-C in a terminal would be a second signal, which ends a rollback in the middle.
      detached: true,
    });
    const end = (): boolean => child.kill('SIGTERM');
    signal.addEventListener('abort', end, { once: true });
    printLines(child.stdout);
    printLines(child.stderr);
    const [exitCode] = (await once(child, 'close')) as [number | null];
    signal.removeEventListener('abort', end);
    signal.throwIfAborted();
    return exitCode;
  };
}

function printLines(input: Readable): void {
  createInterface({ input }).on('line', (line) => console.log(`  ${line}`));
}
