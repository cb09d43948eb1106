import { type Logger, RateLimitedLog, faultOf } from '../log.ts';

export interface AskEveryOptions {
  readonly everyMs: number;
  /** Rejects with the fault, at the latest when the signal aborts: after 5 s, or at the end. */
  readonly ask: (signal: AbortSignal) => Promise<void>;
  readonly onFault?: (error: unknown) => void;
  /** One of a fixed set, for the log. */
  readonly name: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly message: string;
  readonly log: Logger;
}

const timeoutMsMax = 5_000;

/**
 * Calls `ask` at once and then at intervals, one call at a time. A fault is logged at most once a minute.
 *
 * @returns stops the calls
 */
export function askEvery(options: AskEveryOptions): () => void {
  const { everyMs, ask, onFault, name, details, message, log } = options;
  const problems = new RateLimitedLog(log);
  const stopped = new AbortController();
  let timer: NodeJS.Timeout | null = null;

  async function askOnce(): Promise<void> {
    try {
      await ask(AbortSignal.any([AbortSignal.timeout(timeoutMsMax), stopped.signal]));
    } catch (error) {
      if (!stopped.signal.aborted) {
        onFault?.(error);
        problems.warn(name, { ...details, fault: faultOf(error) }, message);
      }
    }
    if (!stopped.signal.aborted) timer = setTimeout(() => void askOnce(), everyMs).unref();
  }

  void askOnce();
  return () => {
    stopped.abort();
    if (timer !== null) clearTimeout(timer);
  };
}
