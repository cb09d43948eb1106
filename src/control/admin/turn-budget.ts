import type { MiddlewareHandler } from 'hono';
import { noteProgress } from '../../transport/progress.ts';
import { problem } from './problem.ts';

/** How long requests may block the event loop, besides the one that runs, in milliseconds. */
const turnMsMax = 250;

/**
 * Refuses requests if the thread has answered others for too long without a turn of the event loop: comparisons,
 * heartbeats and probes must get their turn, however many pages are requested.
 *
 * @param isUrgent paths that are always answered
 */
export function turnBudget(
  isUrgent: (path: string) => boolean,
  now: () => number = () => performance.now(),
): MiddlewareHandler {
  let turnStartedAt: number | null = null;
  const endTurn = (): void => {
    turnStartedAt = null;
  };
  return async (context, next) => {
    noteProgress();
    if (turnStartedAt === null) {
      turnStartedAt = now();
      setImmediate(endTurn);
    }
    if (now() - turnStartedAt > turnMsMax && !isUrgent(context.req.path)) {
      return problem(503, 'Parallax is overloaded. Try again soon.', { 'retry-after': '1' });
    }
    return next();
  };
}
