import { Pool } from 'undici';
import type { Config } from '../config/schema.ts';
import { safeMethods } from '../vocabulary/exchange.ts';
import type { Leg } from '../vocabulary/pair.ts';
import { CandidateLeg } from './candidate-leg.ts';
import type { ShadowRequest } from './shadow-request.ts';

export interface Candidate {
  /** Sends a request; `onLeg` is called once, with the answer or how there came to be none. */
  send(request: ShadowRequest, onLeg: (leg: Leg) => void): void;
  close(): Promise<void>;
}

/** Deadlines are looked at this often: a timer per request would cost more than it tells. */
const sweepMs = 50;

/** Connects to the candidate: HTTP/1.1, one request at a time on each connection. */
export function connectCandidate({ candidate, mirror, capture }: Config): Candidate {
  const pool = new Pool(candidate.url, {
    connections: mirror.concurrency,
    pipelining: 1,
    allowH2: false,
    connectTimeout: candidate.timeoutMs,
    // Deadlines are ours, over the whole leg.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const limits = { timeoutMs: candidate.timeoutMs, bodyBytesMax: capture.bodyBytesMax };
  /** In the order of their deadlines, since all have the same time. */
  let legs: CandidateLeg[] = [];
  const sweep = setInterval(() => {
    const now = performance.now();
    for (const leg of legs) {
      if (leg.deadlineAt > now) break;
      leg.fail('timeout');
    }
    legs = legs.filter((leg) => !leg.settled);
  }, sweepMs);

  function dispatch(request: ShadowRequest, retries: number, onLeg: (leg: Leg) => void): void {
    const leg = new CandidateLeg(performance.now(), limits, (result, retriable) => {
      if (retriable && retries > 0) dispatch(request, retries - 1, onLeg);
      else onLeg(result);
    });
    legs.push(leg);
    pool.dispatch(request, leg);
  }

  return {
    send(request, onLeg) {
      // A kept-alive connection may have been closed just as it was used: that is no finding.
      dispatch(request, safeMethods.has(request.method) ? 1 : 0, onLeg);
    },
    async close() {
      clearInterval(sweep);
      await pool.destroy();
    },
  };
}
