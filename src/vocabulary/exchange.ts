import type { ConfigRevision } from './config-revision.ts';
import type { LeftOutReason } from './shed.ts';
import type { TimeSlack } from './time-slack.ts';

/** A message as it was on the wire, with the transfer coding taken off its body. */
export interface CapturedMessage {
  /**
   * Start line and header section, through the empty line that ends it. A response's is followed by its
   * trailers, if it has any, and an empty line.
   */
  readonly head: Uint8Array;
  /** The payload: chunk framing removed, content coding (gzip and the like) kept. */
  readonly body: Uint8Array;
  /** Of a request: the field lines after its last chunk, each ended by CRLF; absent if there were none. */
  readonly trailers?: Uint8Array;
}

/**
 * One request and the response primary gave it. Times are milliseconds on the live thread's
 * monotonic clock, so they order exchanges exactly but mean nothing in another process.
 */
export interface Exchange {
  /** Counts from 1 in this process. */
  readonly sequence: number;
  /** The client connection it came on; counts from 1 in this process. */
  readonly connection: number;
  /** The config that it began under. */
  readonly revision: ConfigRevision;
  /**
   * The tenure under which this hub owns the partition of the exchange: another number for each partition and term; 0 in a
   * process that is no hub.
   */
  readonly tenure: number;
  /** Wall clock at the first request byte, milliseconds since the epoch. */
  readonly wallClockMs: number;
  /** First request byte seen. */
  readonly startedAt: number;
  /** Last request byte handed to primary's socket. */
  readonly sentAt: number;
  /** First byte of the final response seen. */
  readonly firstByteAt: number;
  /** First byte of the final response's body seen; NaN where there was none. */
  readonly firstPayloadAt: number;
  /**
   * The longest time without a byte of the body, in milliseconds; NaN if the body came at once.
   */
  readonly largestGapMs: number;
  /** Last response byte seen. */
  readonly endedAt: number;
  /** By how much shorter the times may have been; absent where they are exact. */
  readonly slack?: TimeSlack;
  /** A slow client made the relay pause primary: the total time says nothing about primary. */
  readonly paused: boolean;
  /** Why it cannot be compared; null where it can. Its bodies may be gone, or be a first part. */
  readonly leftOut: LeftOutReason | null;
  /**
   * Primary was handed the whole request and all of it was captured: it can be mirrored for its
   * effect even where it cannot be compared.
   */
  readonly requestWhole: boolean;
  /**
   * A former owner of its partition has counted it, and the candidate may not have done it: it is mirrored for its effect at
   * most, and never counted again. Absent or false elsewhere.
   */
  readonly isCounted?: boolean;
  /**
   * Sequences of requests that may change state and were under way on primary when this one was
   * answered: its answer may show what they did, or not yet. At most `openWritesMax` of them, and
   * none where writes are not mirrored.
   */
  readonly openWrites: readonly number[];
  readonly request: CapturedMessage;
  readonly response: CapturedMessage;
}

export const openWritesMax = 64;

/** Methods that RFC 9110, section 9.2.1, calls safe: they ask for no change of state. */
export const safeMethods: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'OPTIONS',
  'TRACE',
  'QUERY',
]);

/**
 * The name an exchange has outside this process: in the `x-parallax-exchange` header, in reports,
 * in the candidate's logs.
 *
 * @param instance random per process, so that two sidecars' exchanges stay apart
 */
export function exchangeId(instance: string, sequence: number): string {
  return `${instance}-${sequence.toString(36)}`;
}

/** The process in which an exchange got its name: that of {@link exchangeId}. */
export function instanceOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('-')));
}
