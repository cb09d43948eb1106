import type { MiddlewareHandler } from 'hono';
import { noteProgress } from '../../transport/progress.ts';
import { problem } from './problem.ts';

/** The event loop is held up by no more than this and what is under way, in milliseconds. */
const turnMsMax = 250;

/**
 * Refuses requests while the thread has been answering others for too long without looking at anything else:
 * comparisons, heartbeats and probes have to get their turn however many pages are asked for.
 *
 * @param isUrgent paths that are answered all the same
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
