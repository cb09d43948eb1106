import { type Comparison, type Outcome, outcomes } from '../vocabulary/comparison.ts';
import type { ReplayRequest } from '../vocabulary/replay.ts';
import { failure, type Result, success } from '../vocabulary/result.ts';
import { soleTenure } from '../vocabulary/tenure.ts';

const compared = outcomes.filter((outcome) => outcome !== 'skipped');

/** The result of a replay: the outcome of the comparison, or why there was none. */
export const replayResults: readonly ReplayResult[] = [
  ...compared,
  'unanswered',
  'late',
  'refused',
];

export type ReplayResult =
  | Exclude<Outcome, 'skipped'>
  | 'unanswered' // primary gave no whole answer, or the request could not be sent
  | 'late' // no comparison came in time
  | 'refused'; // not sent: too many were under way, another hub owns its partition, or the shadow plane was not connected

/** Why there is no comparison: another hub must be asked, too many were under way, or none came in time. */
export type NotReplayed = 'elsewhere' | 'refused' | 'late';

/** Replays of single requests, while they run. */
export interface Replays {
  /** The function that sends them; before it is set, none is sent. */
  connect(send: (request: ReplayRequest) => void): void;
  /**
   * Has a request sent to both deployments.
   *
   * @param head of a safe request without a body
   * @returns what came of it
   */
  ask(head: Uint8Array): Promise<Result<Comparison, NotReplayed>>;
  /** The comparison of a replay. */
  settle(comparison: Comparison): void;
  /** Replays since this plane started, by result. They count nowhere else. */
  readonly counts: Readonly<Record<ReplayResult, number>>;
}

/** Primary serves clients, so replays must add almost no load. */
const underWayMax = 2;
const patienceMs = 20_000;

/** @param tenureOf the tenure of a request; null if another hub owns its partition */
export function createReplays(
  tenureOf: (head: Uint8Array) => number | null = () => soleTenure,
): Replays {
  const waiting = new Map<number, (comparison: Comparison | null) => void>();
  let send: ((request: ReplayRequest) => void) | null = null;
  const counts = Object.fromEntries(replayResults.map((result) => [result, 0])) as Record<
    ReplayResult,
    number
  >;
  let number = 0;
  return {
    counts,
    connect(sender) {
      send = sender;
    },
    ask(head) {
      const tenure = tenureOf(head);
      if (tenure === null || send === null || waiting.size >= underWayMax) {
        counts.refused += 1;
        return Promise.resolve(failure(tenure === null ? 'elsewhere' : 'refused'));
      }
      number += 1;
      const own = number;
      const { promise, resolve } = Promise.withResolvers<Result<Comparison, NotReplayed>>();
      const timer = setTimeout(() => settle(own, null), patienceMs).unref();
      waiting.set(own, (comparison) => {
        clearTimeout(timer);
        counts[resultOf(comparison)] += 1;
        resolve(comparison === null ? failure('late') : success(comparison));
      });
      send({ number, tenure, head });
      return promise;
    },
    settle: (comparison) => settle(-comparison.sequence, comparison),
  };

  function settle(of: number, comparison: Comparison | null): void {
    waiting.get(of)?.(comparison);
    waiting.delete(of);
  }
}

function resultOf(comparison: Comparison | null): ReplayResult {
  if (comparison === null) return 'late';
  return comparison.outcome === 'skipped' ? 'unanswered' : comparison.outcome;
}
