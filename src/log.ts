import { isatty } from 'node:tty';
import { pino, type Logger } from 'pino';
import { prettyLine } from './pretty-line.ts';

export type { Logger };

/** `auto`: for people on a terminal, and JSON elsewhere. */
export type LogFormat = 'auto' | 'json' | 'pretty';

/**
 * Lines on standard output, one per lifecycle event or problem. Written synchronously to the
 * descriptor, so that a line from a worker thread is not lost when the worker dies.
 */
export function createLogger(plane: string, level: string, format: LogFormat = 'json'): Logger {
  const output = pino.destination({ dest: 1, sync: true });
  const hasColor = isatty(1) && (process.env.NO_COLOR ?? '') === '';
  return pino(
    { level, base: { pid: process.pid, plane }, timestamp: pino.stdTimeFunctions.isoTime },
    isPretty(format) ? { write: (line) => output.write(prettyLine(line, hasColor)) } : output,
  );
}

/** Whether lines are for people. Asks the descriptor: on a worker thread, `process.stdout` is none. */
export function isPretty(format: LogFormat): boolean {
  return format === 'pretty' || (format === 'auto' && isatty(1));
}

/** Lets a problem through at most once a minute per name; says how many it kept back. */
export class RateLimitedLog {
  readonly #logger: Logger;
  readonly #intervalMs: number;
  readonly #seen = new Map<string, { lastAt: number; suppressed: number }>();

  constructor(logger: Logger, intervalMs = 60_000) {
    this.#logger = logger;
    this.#intervalMs = intervalMs;
  }

  /** @param name one of a fixed set of problem names, never built from traffic */
  warn(name: string, details: Record<string, unknown>, message: string): void {
    const now = performance.now();
    const entry = this.#seen.get(name);
    if (entry !== undefined && now - entry.lastAt < this.#intervalMs) {
      entry.suppressed += 1;
      return;
    }
    this.#logger.warn({ ...details, suppressed: entry?.suppressed ?? 0 }, message);
    this.#seen.set(name, { lastAt: now, suppressed: 0 });
  }
}

/** What a log may say of a fault: an error's message can quote the body that caused it. */
export function faultOf(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error };
  const stack = error.stack ?? '';
  const messageAt = stack.indexOf(error.message);
  const frames = messageAt < 0 ? [] : stack.slice(messageAt + error.message.length).split('\n');
  return {
    name: error.name,
    code: (error as NodeJS.ErrnoException).code,
    stack: frames.map((frame) => frame.trim()).filter(Boolean),
  };
}
