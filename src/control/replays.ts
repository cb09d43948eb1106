import type { Comparison } from '../vocabulary/comparison.ts';
import type { ReplayRequest } from '../vocabulary/replay.ts';

/** Requests that somebody wants to be sent once more, while they are under way. */
export interface Replays {
  /** Who can have them sent; until there is someone, none is. */
  connect(send: (request: ReplayRequest) => void): void;
  /**
   * Has a request sent to both deployments.
   *
   * @param head of a safe request without a body
   * @returns what came of it; null where nothing did in time, or too many are under way
   */
  ask(head: Uint8Array): Promise<Comparison | null>;
  /** What came of one of them. */
  settle(comparison: Comparison): void;
}

/** Primary serves clients: what people click is to be no load. */
const underWayMax = 2;
const patienceMs = 20_000;

export function createReplays(): Replays {
  const waiting = new Map<number, (comparison: Comparison | null) => void>();
  let send: ((request: ReplayRequest) => void) | null = null;
  let number = 0;
  return {
    connect(sender) {
      send = sender;
    },
    ask(head) {
      if (send === null || waiting.size >= underWayMax) return Promise.resolve(null);
      number += 1;
      const own = number;
      const { promise, resolve } = Promise.withResolvers<Comparison | null>();
      const timer = setTimeout(() => settle(own, null), patienceMs).unref();
      waiting.set(own, (comparison) => {
        clearTimeout(timer);
        resolve(comparison);
      });
      send({ number, head });
      return promise;
    },
    settle: (comparison) => settle(-comparison.sequence, comparison),
  };

  function settle(of: number, comparison: Comparison | null): void {
    waiting.get(of)?.(comparison);
    waiting.delete(of);
  }
}
