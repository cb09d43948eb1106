import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** Where a command runs. */
export interface Place {
  readonly cwd?: string;
  /** Beside the environment of the test. */
  readonly env?: Readonly<Record<string, string>>;
}

interface SpawnPlace extends Place {
  /** A command that runs the program, for example in another network. */
  readonly within?: readonly string[];
}

export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  /** Null where a signal ended it. */
  readonly exitCode: number | null;
}

/** Runs Parallax in a process of its own, as a user does, to its end. */
export async function parallax(args: readonly string[], place: SpawnPlace = {}): Promise<Ended> {
  const program = spawnParallax(args, place);
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(program.stdout),
    text(program.stderr),
    once(program, 'close') as Promise<[number | null]>,
  ]);
  return { stdout, stderr, exitCode };
}

/** A line of its log. */
interface LogLine {
  readonly msg: string;
  readonly listen?: string;
  readonly admin?: string;
}

export interface ServingParallax extends AsyncDisposable {
  /** `HOST:PORT`. */
  readonly listenAddress: string;
  readonly adminAddress: string;
  kill(signal: NodeJS.Signals): void;
  /** Resolves when it has logged a message, or already had. */
  logged(message: string): Promise<LogLine>;
  /** All that it has logged. */
  log(): string;
  /** The exit code; null where a signal ended it. */
  readonly ended: Promise<number | null>;
}

/** Starts Parallax in a process of its own, on ports that are free. */
export function serveParallax(args: readonly string[]): Promise<ServingParallax> {
  const anyPort = ['--listen', '127.0.0.1:0', '--admin', '127.0.0.1:0'];
  return serveRole(['run', ...anyPort, ...args]);
}

/** Starts any role of Parallax in a process of its own; resolves when it has logged that it is ready. */
export async function serveRole(
  args: readonly string[],
  ready = 'serving',
  place: SpawnPlace = {},
): Promise<ServingParallax> {
  const program = spawnParallax(args, place);
  program.stderr.pipe(process.stderr);
  const ended = once(program, 'close').then(([exitCode]) => exitCode as number | null);
  const lines: LogLine[] = [];
  const reader = createInterface({ input: program.stdout });
  reader.on('line', (line) => {
    lines.push(JSON.parse(line) as LogLine);
    reader.emit('logged');
  });

  async function logged(message: string): Promise<LogLine> {
    for (;;) {
      const found = lines.find(({ msg }) => msg === message);
      if (found !== undefined) return found;
      await Promise.race([
        once(reader, 'logged'),
        ended.then(() => Promise.reject(new Error(`it ended without logging ${message}`))),
      ]);
    }
  }

  const { listen = '', admin = '' } = await logged(ready);
  const kill = (signal: NodeJS.Signals): void => void program.kill(signal);
  return {
    listenAddress: listen,
    adminAddress: admin,
    kill,
    logged,
    log: () => JSON.stringify(lines),
    ended,
    async [Symbol.asyncDispose]() {
      kill('SIGKILL');
      await ended;
    },
  };
}

/** Starts Parallax in a process of its own. */
export function spawnParallax(
  args: readonly string[],
  { within = [], cwd = '.', env }: SpawnPlace,
): ChildProcessByStdio<null, Readable, Readable> {
  const [command = '', ...rest] = [...within, process.execPath, main, ...args];
  return spawn(command, rest, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
    cwd,
  });
}
