import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

export interface ChildOptions {
  /** What people call it. */
  readonly name: string;
  /** A program of ours, which prints a line when it is ready. */
  readonly program: string;
  /** Added to this process's own environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Ends the child, started or not. */
  readonly signal: AbortSignal;
}

export interface Child {
  readonly firstLine: string;
  /** Asks it to end and waits until it has. */
  readonly stop: () => Promise<void>;
}

const preload = new URL('end-with-parent.ts', import.meta.url).href;
const stopWithinMs = 5_000;

/**
 * Starts a program as a process of its own.
 *
 * @throws Error when it ends before it is ready
 */
export async function startChild(options: ChildOptions): Promise<Child> {
  const { name, program, environment, signal } = options;
  signal.throwIfAborted();
  const child = spawn(process.execPath, ['--import', preload, program], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    // Ctrl-C in a terminal goes to this process alone, which ends its children in their order.
    detached: true,
  });
  const exited = once(child, 'exit');
  const kill = (): boolean => child.kill('SIGTERM');
  signal.addEventListener('abort', kill, { once: true });

  const started = Promise.withResolvers<string>();
  createInterface({ input: outputOf(child) }).once('line', started.resolve);
  child.once('error', started.reject);
  child.once('exit', (code) => started.reject(new Error(`${name} ended at once, with ${code}`)));

  return {
    firstLine: await started.promise,
    async stop() {
      signal.removeEventListener('abort', kill);
      if (child.exitCode !== null || child.signalCode !== null) return;
      kill();
      const timer = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
      await exited;
      clearTimeout(timer);
    },
  };
}

/** It is a pipe; that is lost on the types where there is a channel as well. */
function outputOf({ stdout }: ChildProcess): Readable {
  if (stdout === null) throw new Error('its output is not piped');
  return stdout;
}
