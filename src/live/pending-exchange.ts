import { Pace } from '../pace.ts';
import type { Exchange } from '../vocabulary/exchange.ts';
import type { ShedReason } from '../vocabulary/shed.ts';
import { BodyCapture, type CaptureLimits } from './capture.ts';
import { type Head, startsWith } from './framing/head.ts';

const noBytes = Buffer.alloc(0);

/** An exchange while it is going on: the one place where what the tap learns is written down. */
export class PendingExchange {
  readonly sequence: number;
  readonly startedAt: number;
  /** The request's head, as the candidate is to see it. */
  readonly asked: Head;
  readonly #wallClockMs: number;
  readonly #request: BodyCapture | null;
  readonly #response: BodyCapture | null;
  #responseHead: Buffer = noBytes;
  #shed: ShedReason | null = null;
  sentAt = 0;
  firstByteAt = 0;
  endedAt = 0;
  /** Of the response's body. */
  readonly pace = new Pace();
  paused = false;
  requestEnded = false;
  responseEnded = false;
  requestBodyBegun = false;

  /** @param limits null where nothing is recorded and only the framing is followed */
  constructor(sequence: number, startedAt: number, asked: Head, limits: CaptureLimits | null) {
    this.sequence = sequence;
    this.startedAt = startedAt;
    this.#wallClockMs = Date.now();
    this.asked = asked;
    this.#request = limits === null ? null : new BodyCapture(limits);
    this.#response = limits === null ? null : new BodyCapture(limits);
  }

  get asksHeadOnly(): boolean {
    return startsWith(this.asked.bytes, 'HEAD ');
  }

  get takenBytes(): number {
    return (this.#request?.takenBytes ?? 0) + (this.#response?.takenBytes ?? 0);
  }

  addRequestPayload(piece: Buffer): void {
    this.requestBodyBegun = true;
    if (this.#request !== null && this.#shed === null) this.#shedIf(this.#request.add(piece));
  }

  setResponseHead(head: Buffer, firstByteAt: number): void {
    this.#responseHead = head;
    this.firstByteAt = firstByteAt;
  }

  addResponsePayload(piece: Buffer): void {
    if (this.#response !== null && this.#shed === null) this.#shedIf(this.#response.add(piece));
  }

  /** Lets go of the bodies; what is left tells the other planes that there was an exchange. */
  shed(reason: ShedReason): void {
    this.#shed ??= reason;
    this.#request?.drop();
    this.#response?.drop();
  }

  toExchange(connection: number): Exchange {
    return {
      sequence: this.sequence,
      connection,
      wallClockMs: this.#wallClockMs,
      startedAt: this.startedAt,
      sentAt: this.sentAt,
      firstByteAt: this.firstByteAt,
      firstPayloadAt: this.pace.firstAt,
      largestGapMs: this.pace.largestGapMs,
      endedAt: this.endedAt,
      paused: this.paused,
      leftOut: this.#shed,
      requestWhole: this.#shed === null,
      request: { head: this.asked.bytes, body: this.#request?.body ?? noBytes },
      response: { head: this.#responseHead, body: this.#response?.body ?? noBytes },
    };
  }

  #shedIf(reason: ShedReason | null): void {
    if (reason !== null) this.shed(reason);
  }
}
