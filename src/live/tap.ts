import type { TurnWatch } from '../turn-watch.ts';
import type { LeftOutReason, OpaqueReason } from '../vocabulary/shed.ts';
import { type Head, startsWith } from '../wire/head.ts';
import { answerFraming, type BodyFraming, MessageFramer } from '../wire/message.ts';
import type { HeadEditor } from './head-edits.ts';
import { PendingExchange } from './pending-exchange.ts';
import type { Recorder } from './recorder.ts';

export interface TapOptions {
  readonly connection: number;
  /** Null where nothing is mirrored: messages are followed, none is kept. */
  readonly recorder: Pick<Recorder, 'limits' | 'begin' | 'record' | 'abandon'> | null;
  /** Counts exchanges over all connections. */
  readonly nextSequence: () => number;
  readonly editor: HeadEditor | null;
  readonly turnWatch: TurnWatch;
  /** Called with the status of each final answer. */
  readonly onAnswer: (status: number) => void;
  /** Called once, when the connection can't be understood any further. */
  readonly onOpaque: (reason: OpaqueReason) => void;
}

/** How a connection came to its end. */
export interface Closing {
  /** Primary's socket holds no byte of a request any more. */
  readonly primaryTookAll: boolean;
  /** Primary ended or reset its side before the client did. */
  readonly primaryLeftFirst: boolean;
}

/** Requests sent ahead of their answers, past which a connection is no longer followed. */
const pipelinedMax = 256;

const nothing: readonly Buffer[] = [];

/**
 * Watches the bytes of one connection go by in both directions and makes exchanges of them. All
 * times are milliseconds of `performance.now()`, handed in by the relay.
 */
export class Tap {
  readonly #options: TapOptions;
  readonly #requests: MessageFramer;
  readonly #responses: MessageFramer;
  /**
   * Requests whose response has not ended, oldest first: responses come in this order. On an opaque
   * connection, those that primary's socket has yet to take.
   */
  readonly #pending: PendingExchange[] = [];
  #now = 0;
  #chunk: Buffer = Buffer.alloc(0);
  /** The earliest time at which the bytes that are being read may have come. */
  #earliestAt = 0;
  #requestStartedAt = 0;
  #responseStartedAt = 0;
  #interim = false;
  /** The last request asked for another protocol: what follows may not be HTTP. */
  #upgradeAsked = false;
  #primaryBusy = false;
  #primaryHasAnswered = false;
  #opaque = false;

  constructor(options: TapOptions) {
    this.#options = options;
    this.#requests = new MessageFramer('request', {
      onStart: () => this.#onRequestStart(),
      onHead: (head) => this.#onRequestHead(head),
      onPayload: (piece) => this.#pending.at(-1)?.addRequestPayload(piece),
      onTrailers: (piece) => this.#pending.at(-1)?.addRequestTrailers(piece),
      onEnd: () => this.#onRequestEnd(),
    });
    this.#responses = new MessageFramer('response', {
      onStart: () => {
        this.#responseStartedAt = this.#now;
      },
      onHead: (head) => this.#onResponseHead(head),
      onPayload: (piece) => this.#onResponsePayload(piece),
      onTrailers: (piece) => this.#pending[0]?.addResponseTrailers(piece),
      onEnd: () => this.#onResponseEnd(),
    });
  }

  get opaque(): boolean {
    return this.#opaque;
  }

  /** No exchange is going on: the connection may be closed without breaking one off. */
  get idle(): boolean {
    return (
      !this.#opaque &&
      this.#pending.length === 0 &&
      this.#requests.betweenMessages &&
      this.#responses.betweenMessages
    );
  }

  /**
   * Bytes from the client.
   *
   * @param primaryBusy they were queued, since primary's socket can't take them yet, or never will
   * @returns what is to be sent on in their place, where heads are edited
   */
  request(chunk: Buffer, now: number, primaryBusy: boolean): readonly Buffer[] {
    if (this.#opaque) return nothing;
    this.#now = now;
    this.#chunk = chunk;
    this.#primaryBusy = primaryBusy;
    this.#options.turnWatch.see(now);
    const fault = this.#readRequests(chunk);
    const { editor } = this.#options;
    if (fault !== null) {
      this.#giveUp(fault);
      return editor?.giveUp(chunk) ?? nothing;
    }
    return editor?.endChunk(chunk, this.#requests.insideHead) ?? nothing;
  }

  /** Bytes from primary. */
  response(chunk: Buffer, now: number): void {
    if (this.#opaque) return;
    this.#see(now);
    const fault = this.#pending.length === 0 ? 'unsolicited_response' : this.#responses.read(chunk);
    if (fault !== null) this.#giveUp(fault);
  }

  /** Primary has ended its side in an orderly way. */
  responseEnded(now: number): void {
    if (this.#opaque) return;
    this.#see(now);
    this.#responses.end();
  }

  /** Primary's socket has taken what was queued for it. */
  primaryReady(now: number): void {
    this.#primaryBusy = false;
    for (const pending of this.#pending) {
      if (pending.requestEnded && pending.sentAt === 0) pending.sentAt = now;
    }
    if (this.#opaque) this.#recordPending();
  }

  /** A slow client made the relay stop reading from primary. */
  primaryPaused(): void {
    const pending = this.#pending[0];
    if (pending !== undefined) pending.paused = true;
  }

  /** The connection is gone, and with it what was going on. */
  closed(now: number, { primaryTookAll, primaryLeftFirst }: Closing): void {
    const newest = this.#pending.at(-1);
    // What the socket still holds is the end of what was sent last.
    if (newest !== undefined && !primaryTookAll) newest.mayBeUnread = true;
    for (const pending of this.#pending) {
      // A connection that primary closes after an answer often crosses with the next request.
      if (primaryLeftFirst && this.#primaryHasAnswered && !pending.answerBegun) {
        pending.mayBeUnread = true;
      }
      pending.breakOff('aborted', now);
    }
    this.#recordPending();
  }

  /** Something here threw: the connection goes on unwatched. */
  fail(): void {
    // Nothing is recorded: it may be the recorder that threw.
    for (const pending of this.#pending) {
      pending.drop();
      this.#options.recorder?.abandon(pending);
    }
    this.#pending.length = 0;
    if (!this.#opaque) this.#giveUp('tap_fault');
  }

  /** Notes when bytes came from primary: not before the request was sent that they answer. */
  #see(now: number): void {
    this.#now = now;
    const sentAt = this.#pending[0]?.sentAt ?? 0;
    this.#earliestAt = Math.max(this.#options.turnWatch.see(now), sentAt);
  }

  #readRequests(chunk: Buffer): OpaqueReason | null {
    const fault = this.#upgradeAsked ? 'upgrade' : this.#requests.read(chunk);
    // What stands behind a request for another protocol may be of that protocol.
    return fault !== null && this.#upgradeAsked ? 'upgrade' : fault;
  }

  #onRequestStart(): void {
    this.#requestStartedAt = this.#now;
    this.#options.editor?.startMessage(this.#chunk, this.#requests.position);
  }

  #onRequestHead(head: Head): BodyFraming | OpaqueReason {
    const { recorder, editor } = this.#options;
    if (this.#upgradeAsked) return 'upgrade';
    if (startsWith(head.bytes, 'CONNECT ')) return 'connect';
    if (this.#pending.length === pipelinedMax) return 'pipelined_too_far';
    const bytes = editor?.replaceHead(head.bytes, this.#requests.position) ?? head.bytes;
    const pending = new PendingExchange(
      this.#options.nextSequence(),
      this.#requestStartedAt,
      { ...head, bytes },
      recorder?.limits ?? null,
    );
    this.#pending.push(pending);
    recorder?.begin(pending);
    if (head.chunked) return 'chunked';
    return head.contentLength === null ? 'none' : 'length';
  }

  #onRequestEnd(): void {
    const pending = this.#pending.at(-1);
    if (pending === undefined) return;
    pending.requestEnded = true;
    this.#upgradeAsked = pending.awaitsUpgrade;
    pending.sentAt = this.#primaryBusy ? 0 : this.#now;
    if (pending.responseEnded) this.#complete();
  }

  #onResponseHead(head: Head): BodyFraming | OpaqueReason {
    const pending = this.#pending[0];
    if (pending === undefined) return 'unsolicited_response';
    if (head.status < 100) return 'malformed_head';
    if (head.status === 101) return 'upgrade';
    this.#interim = head.status < 200;
    if (this.#interim) return 'none';
    this.#primaryHasAnswered = true;
    this.#options.onAnswer(head.status);
    if (pending.asked.upgrade) this.#upgradeAsked = false;
    if (pending.asked.expect && !pending.requestEnded && !pending.requestBodyBegun) {
      return 'refused_expectation';
    }
    pending.setResponseHead(head.bytes, this.#responseStartedAt);
    return answerFraming(head, pending.asksHeadOnly);
  }

  #onResponsePayload(piece: Buffer): void {
    const pending = this.#pending[0];
    if (pending === undefined) return;
    pending.pace.note(this.#now, this.#earliestAt);
    pending.addResponsePayload(piece);
  }

  #onResponseEnd(): void {
    const pending = this.#pending[0];
    if (pending === undefined || this.#interim) return;
    pending.responseEnded = true;
    pending.endedAt = this.#now;
    pending.endedSlackMs = this.#now - this.#earliestAt;
    if (pending.requestEnded) this.#complete();
  }

  #complete(): void {
    const pending = this.#pending.shift();
    if (pending === undefined) return;
    this.#options.recorder?.record(pending, this.#options.connection);
  }

  #giveUp(reason: OpaqueReason): void {
    this.#opaque = true;
    this.#options.onOpaque(reason);
    for (const pending of this.#pending) {
      pending.breakOff(leftOutBy(reason, pending), this.#now);
    }
    // While primary's socket is busy, it is not known which requests reach primary.
    if (!this.#primaryBusy) this.#recordPending();
  }

  #recordPending(): void {
    while (this.#pending.length > 0) this.#complete();
  }
}

/** Why an exchange is left out whose connection became opaque before its end. */
function leftOutBy(reason: OpaqueReason, pending: PendingExchange): LeftOutReason {
  if (reason === 'upgrade' && pending.awaitsUpgrade) return 'upgrade';
  // It is the only one on its connection: what it held back would stand before the next.
  if (reason === 'refused_expectation') return 'refused_expectation';
  return 'opaque';
}
