import type { Dispatcher } from 'undici';
import type { IdleWatch } from '../../idle-watch.ts';
import { Pace } from '../../pace.ts';
import { noteProgress } from '../../transport/progress.ts';
import { GrowingBuffer } from '../../vocabulary/growing-buffer.ts';
import type { Leg, LegFailure } from '../../vocabulary/pair.ts';
import { formatResponseHead, withTrailers } from '../../vocabulary/raw-head.ts';
import { codeOf, failureOf, isOwnLimit } from './leg-failure.ts';
import type { ShadowRequest } from './shadow-request.ts';
import type { UpstreamConnection } from './upstream-connection.ts';

export interface MirroredLegOptions {
  readonly connection: UpstreamConnection;
  readonly request: ShadowRequest;
  /** It may be sent twice, where a kept-alive connection turns out to be closed. */
  readonly mayRetry: boolean;
  readonly timeoutMs: number;
  readonly bodyBytesMax: number;
  readonly idleWatch: IdleWatch;
  /**
   * Called once.
   *
   * @param code of the error that made it fail; empty where there was none
   */
  readonly onSettled: (leg: Leg, code: string) => void;
}

/**
 * One request on its way to a deployment: an undici handler that gathers the answer, or how there
 * came to be none, and reports it once. Times are milliseconds of `performance.now()`.
 */
export class MirroredLeg implements Dispatcher.DispatchHandler {
  #deadlineAt: number;
  readonly #options: MirroredLegOptions;
  readonly #dispatchedAt: number;
  readonly #askedAtMs = Date.now();
  readonly #body: GrowingBuffer;
  #controller: Dispatcher.DispatchController | null = null;
  #connectionWasUsed = false;
  #sentAt: number;
  #responseBegun = false;
  #firstByteMs: number | null = null;
  readonly #pace = new Pace();
  #head: Uint8Array = noHead;
  #settled = false;

  constructor(options: MirroredLegOptions) {
    const now = performance.now();
    this.#options = options;
    this.#dispatchedAt = now;
    this.#sentAt = now;
    this.#deadlineAt = now + options.timeoutMs;
    this.#body = new GrowingBuffer(options.bodyBytesMax);
  }

  /** When it is given up, in milliseconds of `performance.now()`. */
  get deadlineAt(): number {
    return this.#deadlineAt;
  }

  /** @param ms in which no answer could be seen */
  extend(ms: number): void {
    this.#deadlineAt += ms;
  }

  start(): void {
    this.#options.connection.dispatch(this.#options.request, this);
  }

  /** Gives up on the answer and closes the connection it would have come on. */
  giveUp(failure: LegFailure): void {
    if (this.#settled) return;
    this.#fail(failure, '');
    if (this.#controller === null) this.#options.connection.abandon();
    else this.#controller.abort(givenUp);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    this.#connectionWasUsed = this.#options.connection.use();
  }

  /** Called by undici when the last byte of the request was handed to the socket. */
  onRequestSent(): void {
    const { connection, idleWatch } = this.#options;
    this.#sentAt = performance.now();
    idleWatch.lookSoon();
    if (!connection.isWriting) return;
    connection.onceWritten(() => {
      if (this.#responseBegun) return;
      this.#sentAt = performance.now();
      // Or the work of writing it all would count as done while it was answered.
      idleWatch.lookSoon();
    });
  }

  /** Called at the first byte of each interim response, and of the final one. */
  onResponseStarted(): void {
    this.#responseBegun = true;
    const now = performance.now();
    this.#firstByteMs = this.#elapsedMs(now);
  }

  onResponseStart(controller: Dispatcher.DispatchController, statusCode: number): void {
    if (statusCode === 101) return this.giveUp('invalid');
    if (statusCode < 200) return;
    this.#head = formatResponseHead(statusCode, latin1Fields(controller.rawHeaders));
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    const now = performance.now();
    this.#options.idleWatch.look(now);
    this.#pace.note(now, this.#sentAt, this.#options.idleWatch);
    if (!this.#body.append(chunk)) this.giveUp('too_large');
  }

  onResponseEnd({ rawTrailers }: Dispatcher.DispatchController): void {
    this.#settle({
      kind: 'answered',
      response: {
        head: withTrailers(this.#head, latin1Fields(rawTrailers)),
        body: this.#body.view,
      },
      firstByteMs: this.#firstByteMs,
      totalMs: this.#elapsedMs(performance.now()),
      firstPayloadMs: orNull(this.#pace.firstAt - this.#sentAt),
      largestGapMs: orNull(this.#pace.largestGapMs),
      askedAtMs: this.#askedAtMs,
      answeredAtMs: Date.now(),
    });
  }

  onResponseError(_: Dispatcher.DispatchController | null, error: Error): void {
    if (this.#settled) return;
    if (isOwnLimit(error))
      return this.#settle({ kind: 'unsent', reason: 'own_limits' }, codeOf(error));
    const failure = failureOf(error, this.#head.byteLength > 0);
    if (failure !== 'reset' || !this.#mayBeStale()) this.#fail(failure, codeOf(error));
    else if (this.#options.mayRetry) this.#retry();
    else this.#settle({ kind: 'unsent', reason: 'stale_connection' }, codeOf(error));
  }

  /** Null where this thread was too busy to see the end of it in time. */
  #elapsedMs(now: number): number | null {
    const { idleWatch } = this.#options;
    idleWatch.look(now);
    const elapsedMs = now - this.#sentAt;
    return idleWatch.canTell(elapsedMs) ? elapsedMs : null;
  }

  /**
   * A kept-alive connection may be closed by the other side just as it is used: that says nothing
   * about the deployment.
   */
  #mayBeStale(): boolean {
    return this.#connectionWasUsed && !this.#responseBegun;
  }

  /** On a new connection, since the old one is broken: that one can't be stale. */
  #retry(): void {
    this.#controller = null;
    // Undici has not quite done with the broken connection yet.
    queueMicrotask(() => {
      if (!this.#settled) this.start();
    });
  }

  #fail(failure: LegFailure, code: string): void {
    const totalMs = performance.now() - this.#dispatchedAt;
    this.#settle({ kind: 'failed', failure, totalMs }, code);
  }

  #settle(leg: Leg, code = ''): void {
    if (this.#settled) return;
    this.#settled = true;
    noteProgress();
    this.#options.onSettled(leg, code);
    this.#body.clear();
  }
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

const noHead = Buffer.alloc(0);
const givenUp = new Error('given up');

function latin1Fields(raw: Dispatcher.DispatchController['rawHeaders']): string[] {
  return Array.isArray(raw)
    ? raw.map((text: Buffer | string) =>
        typeof text === 'string' ? text : text.toString('latin1'),
      )
    : [];
}
