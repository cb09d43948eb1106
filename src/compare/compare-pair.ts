import { createRouteTable } from '../config/route-table.ts';
import type { Config } from '../config/schema.ts';
import type { Answer, Comparison, Outcome } from '../vocabulary/comparison.ts';
import type { Difference } from '../vocabulary/difference.ts';
import type { Exchange } from '../vocabulary/exchange.ts';
import type { Pair } from '../vocabulary/pair.ts';
import { createResponseComparer } from './compare-responses.ts';
import type { Redactor } from './redaction/redactor.ts';
import { parseRequestLine } from './request-line.ts';

/** Turns pairs into comparisons. Both functions are pure but for caches. */
export interface PairComparer {
  /** What was captured goes in, a redacted fact comes out. */
  compare(pair: Pair): Comparison;
  /** What becomes of a pair that {@link compare} threw on: a fault of ours, so it is no match. */
  giveUp(pair: Pair): Comparison;
}

/** What a comparison says beside whose it is. */
interface Finding {
  readonly outcome: Outcome;
  readonly reason: string;
  readonly primaryStatus: number;
  readonly candidate: Answer | null;
  readonly differences: readonly Difference[];
  readonly truncated: boolean;
}

/** @throws the JSONPath library's error when a path in the config is no JSONPath */
export function createPairComparer(
  config: Pick<Config, 'routes' | 'routesMax' | 'compare' | 'capture'>,
  redactor: Redactor,
): PairComparer {
  const routes = createRouteTable(config);
  const compareResponses = createResponseComparer(config, redactor);

  function toComparison(exchange: Exchange, finding: Finding): Comparison {
    const { method, target } = parseRequestLine(exchange.request.head);
    const { route, area } = routes.routeOf(method, target);
    return {
      sequence: exchange.sequence,
      wallClockMs: exchange.wallClockMs,
      route,
      area,
      outcome: finding.outcome,
      reason: finding.reason,
      primary: primaryAnswer(exchange, finding.primaryStatus),
      candidate: finding.candidate,
      differences: finding.differences,
      truncated: finding.truncated,
    };
  }

  function find({ exchange, candidate: leg }: Pair): Finding {
    if (leg.kind === 'unsent') return without(exchange, 'skipped', leg.reason);
    if (leg.kind === 'failed') return without(exchange, 'candidate_error', leg.failure);
    const found = compareResponses(exchange.response, leg.response);
    const { listed, truncated } = found.differences;
    return {
      outcome: listed.length > 0 || truncated ? 'mismatch' : 'match',
      reason: '',
      primaryStatus: found.primaryStatus,
      candidate: {
        status: found.candidateStatus,
        firstByteMs: leg.firstByteMs,
        totalMs: leg.totalMs,
        bodyBytes: leg.response.body.byteLength,
      },
      differences: listed,
      truncated,
    };
  }

  return {
    compare: (pair) => toComparison(pair.exchange, find(pair)),
    giveUp: ({ exchange }) =>
      toComparison(exchange, without(exchange, 'skipped', 'comparison_failed')),
  };
}

function without(exchange: Exchange, outcome: Outcome, reason: string): Finding {
  return {
    outcome,
    reason,
    primaryStatus: statusOf(exchange.response.head),
    candidate: null,
    differences: [],
    truncated: false,
  };
}

/** The three digits after `HTTP/1.1 `; 0 where there is no head. */
function statusOf(head: Uint8Array): number {
  let status = 0;
  for (const byte of head.subarray(9, 12)) status = status * 10 + (byte - 0x30);
  return status;
}

function primaryAnswer(exchange: Exchange, status: number): Answer {
  const { sentAt, firstByteAt, endedAt, paused } = exchange;
  return {
    status,
    firstByteMs: elapsed(sentAt, firstByteAt),
    totalMs: paused ? null : elapsed(sentAt, endedAt),
    bodyBytes: exchange.response.body.byteLength,
  };
}

/** Null for an answer that came before the request was all sent, or never: nothing to compare. */
function elapsed(from: number, to: number): number | null {
  return to >= from ? to - from : null;
}
