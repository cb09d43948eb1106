import { Pace } from '../wire/pace.ts';
import type { ConfigRevision } from '../vocabulary/config-revision.ts';
import type { Exchange } from '../vocabulary/exchange.ts';
import { GrowingBuffer } from '../vocabulary/growing-buffer.ts';
import type { TimeSlack } from '../vocabulary/time-slack.ts';
import type { LeftOutReason } from '../vocabulary/shed.ts';
import { BodyCapture, type CaptureLimits } from './capture.ts';
import { type Head, headBytesMax, startsWith } from '../wire/head.ts';
import { cr, lf } from '../wire/octets.ts';
import { emptyBuffer } from '../vocabulary/no-bytes.ts';

/** A request that is not whole cannot be mirrored: no part of it is worth its memory. */
const requestPartBytesMax = 0;
/** The framer passes on less. */
const trailersBytesMax = 2 * headBytesMax;
/**
 * Answers usually name new identities early. A download that takes hours must not use as much of the budget as an
 * exchange that can be compared.
 */
const responsePartBytesMax = 64 * 1024;

/** An exchange in progress: the only place where the tap records it. */
export class PendingExchange {
  readonly sequence: number;
  readonly #revision: ConfigRevision;
  readonly startedAt: number;
  /** The request's head, as the candidate will get it. */
  readonly asked: Head;
  readonly #wallClockMs: number;
  readonly #request: BodyCapture | null;
  readonly #response: BodyCapture | null;
  #requestTrailers: GrowingBuffer | null = null;
  #responseHead: Buffer | null = null;
  #responseTrailers: GrowingBuffer | null = null;
  #brokenOff: LeftOutReason | null = null;
  /** 0 while primary's socket has not taken the whole request. */
  sentAt = 0;
  firstByteAt = 0;
  endedAt = 0;
  /** How long the last byte may have waited before it was seen. */
  endedSlackMs = 0;
  /** How long the last byte of the request may have waited before it was seen. */
  requestSlackMs = 0;
  /** Of the response's body. */
  readonly pace = new Pace();
  paused = false;
  requestEnded = false;
  responseEnded = false;
  requestBodyBegun = false;
  /** There is a sign that primary may not have read the whole request, although it was sent. */
  mayBeUnread = false;

  /** @param limits null if nothing is recorded and only the framing is followed */
  constructor(
    { sequence, revision }: { readonly sequence: number; readonly revision: ConfigRevision },
    startedAt: number,
    asked: Head,
    limits: CaptureLimits | null,
  ) {
    this.sequence = sequence;
    this.#revision = revision;
    this.startedAt = startedAt;
    this.#wallClockMs = Date.now();
    this.asked = asked;
    this.#request = limits === null ? null : new BodyCapture(limits, requestPartBytesMax);
    this.#response = limits === null ? null : new BodyCapture(limits, responsePartBytesMax);
  }

  /** Its method is not one of those that nearly all safe requests have. */
  get mayChangeState(): boolean {
    const { bytes } = this.asked;
    return !(
      startsWith(bytes, 'GET ') ||
      startsWith(bytes, 'HEAD ') ||
      startsWith(bytes, 'OPTIONS ')
    );
  }

  get asksHeadOnly(): boolean {
    return startsWith(this.asked.bytes, 'HEAD ');
  }

  /** The head of the final response has arrived. */
  get answerBegun(): boolean {
    return this.#responseHead !== null;
  }

  get answerHead(): Buffer | null {
    return this.#responseHead;
  }

  /** It asked for another protocol, and primary has not answered that yet. */
  get awaitsUpgrade(): boolean {
    return this.asked.upgrade && !this.answerBegun;
  }

  /** False if nothing was mirrored when it began. */
  get isCaptured(): boolean {
    return this.#request !== null;
  }

  /** Not all of the response's body is kept. */
  get isAnswerCut(): boolean {
    return (this.#response?.cutBy ?? null) !== null;
  }

  get takenBytes(): number {
    return (this.#request?.takenBytes ?? 0) + (this.#response?.takenBytes ?? 0);
  }

  addRequestPayload(piece: Buffer): void {
    this.requestBodyBegun = true;
    this.#request?.add(piece);
  }

  /** @param piece of the field lines after the last chunk, through the empty line */
  addRequestTrailers(piece: Buffer): void {
    if (this.#request === null) return;
    this.#requestTrailers ??= new GrowingBuffer(trailersBytesMax);
    this.#requestTrailers.append(piece);
  }

  setResponseHead(head: Buffer, firstByteAt: number): void {
    this.#responseHead = head;
    this.firstByteAt = firstByteAt;
  }

  addResponsePayload(piece: Buffer): void {
    this.#response?.add(piece);
  }

  /** @param piece of the field lines after the last chunk, through the empty line */
  addResponseTrailers(piece: Buffer): void {
    // Nearly all answers have none: only the empty line, or the rest of it, comes.
    const isEmptyLine = piece[0] === cr || piece[0] === lf;
    if (this.#response === null || (isEmptyLine && this.#responseTrailers === null)) return;
    this.#responseTrailers ??= new GrowingBuffer(trailersBytesMax);
    this.#responseTrailers.append(piece);
  }

  /** It will not be followed to its end. The first reason counts; the captured bytes are kept. */
  breakOff(reason: LeftOutReason, now: number): void {
    this.#brokenOff ??= reason;
    if (this.endedAt === 0) this.endedAt = now;
  }

  /** Releases the bodies. */
  drop(): void {
    this.#request?.drop();
    this.#response?.drop();
  }

  /** @param openWrites see `Exchange` */
  toExchange(connection: number, openWrites: readonly number[]): Exchange {
    // Without the empty line that ends them.
    const trailers = this.#requestTrailers?.view.subarray(0, -2) ?? emptyBuffer;
    return {
      sequence: this.sequence,
      connection,
      revision: this.#revision,
      tenure: 0,
      wallClockMs: this.#wallClockMs,
      startedAt: this.startedAt,
      sentAt: this.sentAt,
      firstByteAt: this.firstByteAt,
      firstPayloadAt: this.pace.firstAt,
      largestGapMs: this.pace.largestGapMs,
      slack: this.#slack(),
      endedAt: this.endedAt,
      paused: this.paused,
      leftOut: this.#request?.cutBy ?? this.#response?.cutBy ?? this.#brokenOff,
      requestWhole: this.#requestWhole(),
      openWrites,
      request: {
        head: this.asked.bytes,
        body: this.#request?.body ?? emptyBuffer,
        ...(trailers.length > 0 && { trailers }),
      },
      response: { head: this.#wholeResponseHead(), body: this.#response?.body ?? emptyBuffer },
    };
  }

  #slack(): TimeSlack {
    return {
      totalMs: this.endedSlackMs,
      firstMs: orNone(this.pace.firstSlackMs),
      gapMs: orNone(this.pace.largestGapSlackMs),
    };
  }

  /** The head, with the trailers after it if there are any. */
  #wholeResponseHead(): Buffer {
    const head = this.#responseHead ?? emptyBuffer;
    return this.#responseTrailers === null
      ? head
      : Buffer.concat([head, this.#responseTrailers.view]);
  }

  #requestWhole(): boolean {
    if (!this.requestEnded || (this.#request?.cutBy ?? null) !== null) return false;
    // The candidate must not get a request for another protocol, which nobody would use with it.
    if (this.#brokenOff === 'upgrade') return false;
    return this.responseEnded || (this.sentAt > 0 && !this.mayBeUnread);
  }
}

function orNone(slackMs: number): number {
  return Number.isNaN(slackMs) ? 0 : slackMs;
}
