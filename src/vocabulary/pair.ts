import type { CapturedMessage, Exchange } from './exchange.ts';
import type { PairIdentities, PathIdentities } from './identities.ts';
import type { PairExcuses } from './excuses.ts';
import type { LeftOutReason } from './shed.ts';
import type { TimeSlack } from './time-slack.ts';

/** How a request got no whole answer of the candidate. Each is a finding, never a lost sample. */
export const legFailures = [
  'refused', // no connection: refused, unreachable, name not found, TLS failure
  'reset', // the connection broke before the response was whole
  'timeout', // no whole response within the timeout of the route or the deployment
  'too_large', // the response passed capture.bodyBytesMax
  'invalid', // what came back was not HTTP
  'breaker_open', // not sent: the candidate had failed too often, and only probes are sent
] as const;

export type LegFailure = (typeof legFailures)[number];

/** What came back from one mirrored request. Times are milliseconds, up to when an event was seen. */
interface AnsweredLeg {
  readonly kind: 'answered';
  readonly response: CapturedMessage;
  /** Last request byte handed to the socket → first byte of the final response. */
  readonly firstByteMs: number;
  /** Last request byte handed to the socket → last response byte. */
  readonly totalMs: number;
  /** Last request byte handed to the socket → first byte of the body; null where there was none. */
  readonly firstPayloadMs: number | null;
  /** The longest time without a byte of the body; null if the body came at once. */
  readonly largestGapMs: number | null;
  /** By how much shorter the times may have been; absent where they are exact. */
  readonly slack?: TimeSlack;
  /** Dispatch, and last response byte, by the wall clock: milliseconds since the epoch. */
  readonly askedAtMs: number;
  readonly answeredAtMs: number;
}

interface FailedLeg {
  readonly kind: 'failed';
  readonly failure: LegFailure;
  /** Dispatch → failure; 0 where it was not sent. */
  readonly totalMs: number;
}

/** The request never went out: by policy (skip) or because of overload (shed). */
interface UnsentLeg {
  readonly kind: 'unsent';
  readonly reason: LeftOutReason;
}

export type Leg = AnsweredLeg | FailedLeg | UnsentLeg;

/** An exchange beside what the candidate made of the same request. */
export interface Pair {
  readonly exchange: Exchange;
  readonly candidate: Leg;
  /** What another instance of primary's code made of it; null where it was not asked, `unsent` if lost. */
  readonly secondary: Leg | null;
  readonly identities: PairIdentities;
  /** The segments of its path that become parameters of its route. */
  readonly pathIdentities: PathIdentities;
  /** What the request asks of its route, by `routes[].by`; empty where the route has no operations. */
  readonly operation: string;
  /** What may explain differences between primary and candidate. */
  readonly excuses: PairExcuses;
  /** The identities in primary's answer and the secondary's, where it has a state of its own. */
  readonly secondaryIdentities: PairIdentities;
}
