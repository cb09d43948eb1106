import type { MiddlewareHandler } from 'hono';
import { noteProgress } from '../../transport/progress.ts';
import { threadCpuMs } from '../../vocabulary/thread-cpu.ts';
import { problem } from './problem.ts';

/**
 * How long requests may block the event loop, besides the one that runs, in milliseconds of CPU time of the thread: by the
 * clock, a thread that had to wait for a processor would refuse requests.
 */
const turnMsMax = 250;

/**
 * Refuses requests if the thread has answered others for too long without a turn of the event loop: comparisons,
 * heartbeats and probes must get their turn, however many pages are requested.
 *
 * @param isUrgent paths that are always answered
 */
export function turnBudget(
  isUrgent: (path: string) => boolean,
  cpuMs: () => number = threadCpuMs,
): MiddlewareHandler {
  let cpuMsAtStart: number | null = null;
  const endTurn = (): void => {
    cpuMsAtStart = null;
  };
  return async (context, next) => {
    noteProgress();
    if (cpuMsAtStart === null) {
      cpuMsAtStart = cpuMs();
      setImmediate(endTurn);
    }
    if (cpuMs() - cpuMsAtStart > turnMsMax && !isUrgent(context.req.path)) {
      return problem(503, 'Parallax is overloaded. Try again soon.', { 'retry-after': '1' });
    }
    return next();
  };
}
