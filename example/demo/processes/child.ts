import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** A line of output that is a JSON object. */
export type JsonLine = Readonly<Record<string, unknown>>;

export interface ChildOptions<T> {
  /** What people call it. */
  readonly name: string;
  /** What Node runs. */
  readonly args: string[];
  /** Ends the child, started or not. */
  readonly signal: AbortSignal;
  /** Reads from a line of its output that it is ready; null for any other line. */
  readonly readReady: (line: JsonLine) => T | null;
  /** Told of the lines that come later. */
  readonly onLine?: (line: JsonLine) => void;
}

export interface Child<T> {
  readonly ready: T;
  /** Asks it to end and waits until it has. */
  stop(): Promise<void>;
}

const preload = new URL('end-with-parent.ts', import.meta.url).href;
const stopWithinMs = 5_000;

/**
 * Starts a program of ours as a process of its own.
 *
 * @throws Error when it ends before it is ready
 */
export async function startChild<T>(options: ChildOptions<T>): Promise<Child<T>> {
  const { name, args, signal, readReady, onLine } = options;
  signal.throwIfAborted();
  const child = spawn(process.execPath, ['--import', preload, ...args], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit');
  const kill = (): boolean => child.kill('SIGTERM');
  signal.addEventListener('abort', kill, { once: true });

  const started = Promise.withResolvers<T>();
  let isReady = false;
  createInterface({ input: outputOf(child) }).on('line', (text) => {
    const line = parseLine(text);
    if (isReady) return onLine?.(line);
    const ready = readReady(line);
    if (ready === null) return;
    isReady = true;
    started.resolve(ready);
  });
  child.once('error', started.reject);
  child.once('exit', (code) => started.reject(new Error(`${name} ended at once, with ${code}`)));

  return {
    ready: await started.promise,
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

function parseLine(text: string): JsonLine {
  try {
    return { ...(JSON.parse(text) as JsonLine) };
  } catch {
    return {};
  }
}
