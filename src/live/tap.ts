import type { TurnWatch } from '../wire/turn-watch.ts';
import type { ConfigRevision } from '../vocabulary/config-revision.ts';
import type { LeftOutReason, OpaqueReason } from '../vocabulary/shed.ts';
import { type Head, startsWith } from '../wire/head.ts';
import { answerFraming, type BodyFraming, MessageFramer } from '../wire/message.ts';
import { AnswerCloser } from './answer-closer.ts';
import { PendingExchange } from './pending-exchange.ts';
import { type Closing, type ExchangeSink, PendingQueue } from './pending-queue.ts';

export interface TapOptions {
  readonly connection: number;
  /** Null if nothing is mirrored: messages are followed, but not kept. */
  readonly recorder: ExchangeSink | null;
  /** Counts exchanges over all connections. */
  readonly nextSequence: () => number;
  /** Of the config under which a request that arrives now is answered. */
  readonly revision: () => ConfigRevision;
  readonly turnWatch: TurnWatch;
  /** Called with the status of each final answer. */
  readonly onAnswer: (status: number) => void;
  /** Called after each whole answer, with the longest time that Parallax may have delayed the exchange. */
  readonly onDelay: (delayMs: number) => void;
  /** Called once, when the connection becomes opaque. */
  readonly onOpaque: (reason: OpaqueReason) => void;
}

/** The most requests ahead of their answers; beyond it, a connection becomes opaque. */
const pipelinedMax = 256;

/**
 * Reads the bytes of one connection in both directions and makes exchanges of them. All times are milliseconds of
 * `performance.now()`, from the relay.
 */
export class Tap {
  readonly #options: TapOptions;
  readonly #requests: MessageFramer;
  readonly #responses: MessageFramer;
  readonly #pending: PendingQueue;
  #now = 0;
  /** The earliest time at which the bytes that are being read may have come. */
  #earliestAt = 0;
  /** The same for the latest bytes of the client. */
  #requestSeenFrom = 0;
  #requestStartedAt = 0;
  #responseStartedAt = 0;
  #interim = false;
  /** The last request asked for another protocol: what follows may not be HTTP. */
  #upgradeAsked = false;
  #primaryBusy = false;
  #primaryHasAnswered = false;
  #hasReadHead = false;
  #opaqueBecause: OpaqueReason | null = null;
  #isTunnel = false;
  /** Only while Parallax drains. */
  #closer: AnswerCloser | null = null;

  constructor(options: TapOptions) {
    this.#options = options;
    this.#pending = new PendingQueue(options.connection, options.recorder);
    this.#requests = new MessageFramer('request', {
      onStart: () => this.#onRequestStart(),
      onHead: (head) => this.#onRequestHead(head),
      onPayload: (piece) => this.#pending.newest?.addRequestPayload(piece),
      onTrailers: (piece) => this.#pending.newest?.addRequestTrailers(piece),
      onEnd: () => this.#onRequestEnd(),
    });
    this.#responses = new MessageFramer('response', {
      onStart: () => {
        this.#responseStartedAt = this.#now;
        this.#closer?.startMessage(this.#responses.position);
      },
      onHead: (head) => this.#onResponseHead(head),
      onPayload: (piece) => this.#onResponsePayload(piece),
      onTrailers: (piece) => this.#pending.oldest?.addResponseTrailers(piece),
      onEnd: () => this.#onResponseEnd(),
    });
  }

  get opaque(): boolean {
    return this.#opaqueBecause !== null;
  }

  get opaqueBecause(): OpaqueReason | null {
    return this.#opaqueBecause;
  }

  /** Primary has switched to the protocol that the client asked for. */
  get isTunnel(): boolean {
    return this.#isTunnel;
  }

  /** A request for another protocol has not been answered yet. */
  get awaitsUpgrade(): boolean {
    return this.#upgradeAsked;
  }

  /** No exchange is in progress, so the connection may be closed. */
  get idle(): boolean {
    return (
      !this.opaque &&
      this.#pending.length === 0 &&
      this.#requests.betweenMessages &&
      this.#responses.betweenMessages
    );
  }

  /** No request has arrived after the one that is being answered. */
  get #isLast(): boolean {
    return this.#pending.length === 1 && this.#requests.betweenMessages;
  }

  /** When the last byte was seen. */
  get lastSeenAt(): number {
    return this.#now;
  }

  /** An answer is in progress, or a whole request waits for one. */
  get owesAnswer(): boolean {
    return !this.#responses.betweenMessages || this.#pending.hasWholeRequest;
  }

  get hasReadHead(): boolean {
    return this.#hasReadHead;
  }

  /** When the unfinished head of a request began; null between heads. */
  get headStartedAt(): number | null {
    return !this.opaque && this.#requests.insideHead ? this.#requestStartedAt : null;
  }

  /** An answer announced to the client that no other follows. */
  get closeAnnounced(): boolean {
    return this.#closer?.announced ?? false;
  }

  /**
   * Bytes from the client.
   *
   * @param primaryBusy they were queued, because primary's socket cannot take them yet, or never will
   */
  request(chunk: Buffer, now: number, primaryBusy: boolean): void {
    if (this.opaque) return;
    this.#now = now;
    this.#primaryBusy = primaryBusy;
    this.#requestSeenFrom = this.#options.turnWatch.see(now);
    const fault = this.#readRequests(chunk);
    if (fault !== null) this.#giveUp(fault);
  }

  /** Bytes from primary. */
  response(chunk: Buffer, now: number): void {
    if (this.opaque) return;
    this.#see(now);
    const fault = this.#pending.length === 0 ? 'unsolicited_response' : this.#responses.read(chunk);
    if (fault !== null) this.#giveUp(fault);
  }

  /**
   * Bytes from primary while Parallax drains.
   *
   * @returns the bytes to send to the client instead
   */
  lastResponse(chunk: Buffer, now: number): readonly Buffer[] {
    // A head that was sent in part already cannot be edited.
    if (!this.#responses.insideHead) this.#closer ??= new AnswerCloser();
    this.#closer?.startChunk(chunk);
    this.response(chunk, now);
    if (this.opaque || this.#closer === null) return this.restOfAnswer(chunk);
    return this.#closer.endChunk(this.#responses.insideHead);
  }

  /** The held bytes of an answer and this chunk, unchanged. */
  restOfAnswer(chunk: Buffer): readonly Buffer[] {
    if (this.#closer === null) return [chunk];
    return this.#closer.giveUp(chunk);
  }

  /** Primary has ended its side in an orderly way. */
  responseEnded(now: number): void {
    if (this.opaque) return;
    this.#see(now);
    this.#responses.end();
  }

  /** Primary's socket has taken the queued bytes. */
  primaryReady(now: number): void {
    this.#primaryBusy = false;
    this.#pending.noteSent(now);
    if (this.opaque) this.#pending.completeAll();
  }

  /** Requests go to another primary from now on. Only between exchanges. */
  primaryReplaced(): void {
    this.#primaryBusy = false;
    this.#primaryHasAnswered = false;
  }

  /** A slow client made the relay stop reading from primary. */
  primaryPaused(): void {
    const pending = this.#pending.oldest;
    if (pending !== undefined) pending.paused = true;
  }

  /** The connection is closed, with any exchange in progress. */
  closed(now: number, closing: Closing): void {
    // A connection that primary closes after an answer often crosses with the next request.
    this.#pending.noteUnread(closing, closing.primaryLeftFirst && this.#primaryHasAnswered);
    this.#pending.breakOffAll(() => 'aborted', now);
    this.#pending.completeAll();
  }

  /** The tap failed: the connection continues without it. */
  fail(): void {
    this.#pending.abandonAll();
    if (!this.opaque) this.#giveUp('tap_fault');
  }

  /** Notes when bytes came from primary: not before the request was sent that they answer. */
  #see(now: number): void {
    this.#now = now;
    const sentAt = this.#pending.oldest?.sentAt ?? 0;
    this.#earliestAt = Math.max(this.#options.turnWatch.see(now), sentAt);
  }

  #readRequests(chunk: Buffer): OpaqueReason | null {
    const fault = this.#upgradeAsked ? 'upgrade' : this.#requests.read(chunk);
    // Bytes after a request for another protocol may be of that protocol.
    return fault !== null && this.#upgradeAsked ? 'upgrade' : fault;
  }

  #onRequestStart(): void {
    this.#requestStartedAt = this.#now;
  }

  #onRequestHead(head: Head): BodyFraming | OpaqueReason {
    const { recorder } = this.#options;
    this.#hasReadHead = true;
    if (this.#upgradeAsked) return 'upgrade';
    if (startsWith(head.bytes, 'CONNECT ')) return 'connect';
    if (this.#pending.length === pipelinedMax) return 'pipelined_too_far';
    const pending = new PendingExchange(
      { sequence: this.#options.nextSequence(), revision: this.#options.revision() },
      this.#requestStartedAt,
      head,
      recorder?.limits ?? null,
    );
    this.#pending.add(pending);
    if (head.chunked) return 'chunked';
    return head.contentLength === null ? 'none' : 'length';
  }

  #onRequestEnd(): void {
    const pending = this.#pending.newest;
    if (pending === undefined) return;
    pending.requestEnded = true;
    pending.requestSlackMs = this.#now - this.#requestSeenFrom;
    this.#upgradeAsked = pending.awaitsUpgrade;
    pending.sentAt = this.#primaryBusy ? 0 : this.#now;
    if (pending.responseEnded) this.#pending.complete();
  }

  #onResponseHead(head: Head): BodyFraming | OpaqueReason {
    const pending = this.#pending.oldest;
    if (pending === undefined) return 'unsolicited_response';
    if (head.status < 100) return 'malformed_head';
    if (head.status === 101) {
      this.#isTunnel = pending.asked.upgrade;
      return 'upgrade';
    }
    this.#interim = head.status < 200;
    this.#closer?.endHead(head.bytes, this.#responses.position, !this.#interim && this.#isLast);
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
    const pending = this.#pending.oldest;
    if (pending === undefined) return;
    pending.pace.note(this.#now, this.#earliestAt);
    pending.addResponsePayload(piece);
  }

  #onResponseEnd(): void {
    const pending = this.#pending.oldest;
    if (pending === undefined || this.#interim) return;
    pending.responseEnded = true;
    pending.endedAt = this.#now;
    pending.endedSlackMs = this.#now - this.#earliestAt;
    this.#options.onDelay(pending.requestSlackMs + pending.endedSlackMs);
    if (pending.requestEnded) this.#pending.complete();
    else this.#pending.waitForRequest();
  }

  #giveUp(reason: OpaqueReason): void {
    this.#opaqueBecause = reason;
    this.#options.onOpaque(reason);
    this.#pending.breakOffAll((pending) => leftOutBy(reason, pending), this.#now);
    // While primary's socket is busy, it is not known which requests reach primary.
    if (this.#primaryBusy) this.#pending.waitForPrimary();
    else this.#pending.completeAll();
  }
}

/** Why an exchange is left out if its connection became opaque before its end. */
function leftOutBy(reason: OpaqueReason, pending: PendingExchange): LeftOutReason {
  if (reason === 'upgrade' && pending.awaitsUpgrade) return 'upgrade';
  // It is the only one on its connection: its unsent body would come before the next request.
  if (reason === 'refused_expectation') return 'refused_expectation';
  return 'opaque';
}
