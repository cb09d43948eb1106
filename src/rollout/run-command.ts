import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import type { Entry } from './journal-entry.ts';
import { endGroup } from './process-group.ts';

export interface CommandRun {
  /** The program and its arguments. */
  readonly command: readonly string[];
  readonly folder: string;
  /** Added to the environment of this process. */
  readonly variables: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Ends the command when it is aborted. */
  readonly signal: AbortSignal;
  /** Called once the process has started. */
  readonly onStarted: (pid: number) => void;
}

export type CommandEnd = Pick<
  Entry<'end'>,
  'outcome' | 'exitCode' | 'signal' | 'durationMs' | 'output'
>;

/** Earlier output is dropped. */
const outputBytesMax = 64 * 1024;

/**
 * The time for remaining output after a process has ended. A server that it started may keep the pipe open
 * forever.
 */
const drainMs = 200;

/**
 * Runs a command to its end, without a shell, as the leader of its own process group. After its timeout, or
 * when it is aborted, the group gets SIGTERM, and SIGKILL 5 s later. A command that ends by itself may leave
 * processes running.
 *
 * @returns `output` is the end of what the command wrote to both streams, unchanged
 * @throws only the errors of `onStarted`, after the command has been ended
 */
export async function runCommand(run: CommandRun): Promise<CommandEnd> {
  const { command, folder, variables, timeoutMs, signal, onStarted } = run;
  const [program = '', ...args] = command;
  const startedAt = performance.now();
  const ended = (more: Omit<CommandEnd, 'durationMs'>): CommandEnd => ({
    ...more,
    durationMs: Math.round(performance.now() - startedAt),
  });
  const notStarted = (error: unknown): CommandEnd => {
    const output = error instanceof Error ? error.message : 'spawn failed';
    return ended({ outcome: 'not_started', exitCode: null, signal: null, output });
  };
  if (signal.aborted) {
    return ended({ outcome: 'interrupted', exitCode: null, signal: null, output: '' });
  }
  let child: ChildProcess;
  try {
    child = spawn(program, args, {
      cwd: folder,
      env: { ...process.env, ...variables },
      shell: false,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    return notStarted(error);
  }
  const { pid } = child;
  if (pid === undefined) {
    const [error] = (await once(child, 'error')) as [unknown];
    return notStarted(error);
  }
  const output = keepEnd(child);
  const closed = once(child, 'close');
  const exit = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  try {
    onStarted(pid);
  } catch (error) {
    await endGroup(pid, exit);
    throw error;
  }
  const cut = await cutOff(exit, timeoutMs, signal);
  if (cut !== null) await endGroup(pid, exit);
  const [exitCode, endSignal] = await exit;
  await Promise.race([closed, pause(drainMs)]);
  child.stdout?.destroy();
  child.stderr?.destroy();
  const outcome = cut ?? (exitCode === 0 ? 'ok' : 'failed');
  return ended({ outcome, exitCode, signal: endSignal, output: output() });
}

/** @returns why a command must be ended; null if it ended by itself */
async function cutOff(
  exit: Promise<unknown>,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<'timeout' | 'interrupted' | null> {
  const over = new AbortController();
  const timeout = timeoutAfter(timeoutMs, over.signal);
  const aborted = new Promise<'interrupted'>((resolve) => {
    const onAbort = (): void => resolve('interrupted');
    signal.addEventListener('abort', onAbort, { signal: over.signal });
    if (signal.aborted) onAbort();
  });
  try {
    return await Promise.race([exit.then(() => null), timeout, aborted]);
  } finally {
    timeout.catch(() => {});
    over.abort();
  }
}

/** If this process was stalled, the timer fires before the event loop learns that the command has ended. */
async function timeoutAfter(timeoutMs: number, signal: AbortSignal): Promise<'timeout'> {
  await pause(timeoutMs, undefined, { signal });
  await nextTurn();
  return 'timeout';
}

function keepEnd({ stdout, stderr }: ChildProcess): () => string {
  const pieces: Buffer[] = [];
  let bytes = 0;
  const keep = (piece: Buffer): void => {
    pieces.push(piece);
    bytes += piece.length;
    while (bytes - (pieces[0]?.length ?? 0) >= outputBytesMax) bytes -= pieces.shift()?.length ?? 0;
  };
  for (const stream of [stdout, stderr]) {
    stream?.on('data', keep);
    stream?.on('error', () => {});
  }
  return () => Buffer.concat(pieces).toString();
}
