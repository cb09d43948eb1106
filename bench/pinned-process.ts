import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';

export interface PinnedProcess extends AsyncDisposable {
  readonly pid: number;
  /** CPU time since the start, with all threads and children, in seconds. */
  cpuSeconds(): number;
  /** Resident memory, with all children, in bytes. */
  residentBytes(): number;
  /** Resolves with the first line on standard output that has the text in it. */
  lineWith(text: string): Promise<string>;
}

/** Linux counts CPU time in hundredths of a second, whatever its own clock. */
const ticksPerSecond = 100;
const pageBytes = 4096;

/** Starts a program on one core, all its threads included. */
export function startPinned(core: string, command: readonly string[]): PinnedProcess {
  const child = spawn('taskset', ['-c', core, ...command], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = collectLines(child);
  const pid = child.pid ?? 0;
  return {
    pid,
    cpuSeconds: () => sum(processTree(pid).map(cpuTicks)) / ticksPerSecond,
    residentBytes: () => sum(processTree(pid).map(residentPages)) * pageBytes,
    lineWith: lines.lineWith,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      const forced = setTimeout(() => child.kill('SIGKILL'), 2000);
      await exited;
      clearTimeout(forced);
    },
  };
}

function collectLines(child: ChildProcess): Pick<PinnedProcess, 'lineWith'> {
  const seen: string[] = [];
  const waiting = new Set<() => void>();
  let rest = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    // Only the lines of a start are waited for: the log of a whole run need not be kept.
    if (seen.length < 1000) seen.push(...parts);
    for (const look of waiting) look();
  });
  return {
    lineWith(text) {
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      const look = (): void => {
        const line = seen.find((candidate) => candidate.includes(text));
        if (line === undefined) return;
        waiting.delete(look);
        resolve(line);
      };
      waiting.add(look);
      child.once('exit', () => reject(new Error(`a program ended before it said "${text}"`)));
      look();
      return promise;
    },
  };
}

function processTree(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean),
  );
  return [pid, ...children.flatMap((child) => processTree(Number(child)))];
}

function cpuTicks(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return Number(fields[11]) + Number(fields[12]);
}

function residentPages(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
