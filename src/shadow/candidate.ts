import type { Config } from '../config/schema.ts';
import { IdleWatch } from '../idle-watch.ts';
import type { Leg } from '../vocabulary/pair.ts';
import { CandidateLeg } from './candidate-leg.ts';
import { Lane, laneOptions } from './lane.ts';
import type { ShadowRequest } from './shadow-request.ts';

export interface Candidate {
  /**
   * Sends a request, at once: how many are on their way is the caller's to limit. `onLeg` is called
   * once, with the answer or how there came to be none, and with the code of the error if any.
   *
   * @param mayRetry it may be sent twice, where a kept-alive connection turns out to be closed
   */
  send(request: ShadowRequest, mayRetry: boolean, onLeg: (leg: Leg, code: string) => void): void;
  /** Breaks off what is on its way. */
  close(): Promise<void>;
}

/** Deadlines are looked at this often: a timer per request would cost more than it tells. */
const sweepMs = 50;

/** Connects to the candidate: HTTP/1.1, one request at a time on each connection. */
export function connectCandidate({
  candidate: { url, timeoutMs },
  capture: { bodyBytesMax },
}: Pick<Config, 'candidate' | 'capture'>): Candidate {
  const options = laneOptions(url, timeoutMs);
  const idleWatch = new IdleWatch();
  const lanes: Lane[] = [];
  /** The one used last is used next, so that no more are kept busy than are needed. */
  const idle: Lane[] = [];
  /** In the order of their deadlines, since all have the same time. */
  const legs = new Set<CandidateLeg>();
  let sweeper: NodeJS.Timeout | null = null;

  function sweep(): void {
    const now = performance.now();
    for (const leg of legs) {
      if (leg.deadlineAt > now) break;
      leg.giveUp('timeout');
    }
    sweeper = legs.size > 0 ? setTimeout(sweep, sweepMs) : null;
  }

  function newLane(): Lane {
    const lane = new Lane(options);
    lanes.push(lane);
    return lane;
  }

  return {
    send(request, mayRetry, onLeg) {
      const lane = idle.pop() ?? newLane();
      const leg = new CandidateLeg({
        lane,
        request,
        mayRetry,
        timeoutMs,
        bodyBytesMax,
        idleWatch,
        onSettled: (result, code) => {
          legs.delete(leg);
          idle.push(lane);
          onLeg(result, code);
        },
      });
      legs.add(leg);
      sweeper ??= setTimeout(sweep, sweepMs);
      leg.start();
    },
    async close() {
      await Promise.all(lanes.map((lane) => lane.destroy()));
      if (sweeper !== null) clearTimeout(sweeper);
    },
  };
}
