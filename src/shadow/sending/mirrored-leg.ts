import { Pace } from '../../wire/pace.ts';
import { noteProgress } from '../../transport/progress.ts';
import { GrowingBuffer } from '../../vocabulary/growing-buffer.ts';
import type { Leg, LegFailure } from '../../vocabulary/pair.ts';
import { cr, lf } from '../../wire/octets.ts';
import { codeOf, isOwnLimit } from '../../wire/own-limits.ts';
import type { UpstreamConnection, UpstreamRequest } from './upstream-connection.ts';
import type { ShadowRequest } from './shadow-request.ts';
import { emptyBuffer } from '../../vocabulary/no-bytes.ts';

export interface MirroredLegOptions {
  readonly connection: UpstreamConnection;
  readonly request: ShadowRequest;
  /** It may be sent twice, if a kept-alive connection turns out to be closed. */
  readonly mayRetry: boolean;
  readonly timeoutMs: number;
  readonly bodyBytesMax: number;
  /**
   * Called once.
   *
   * @param code of the error that made it fail; empty if there was none
   */
  readonly onSettled: (leg: Leg, code: string) => void;
}

/**
 * One request under way to a deployment: collects the answer, or the reason why there is none, and reports it
 * once. Times are milliseconds of `performance.now()`.
 */
export class MirroredLeg implements UpstreamRequest {
  readonly request: ShadowRequest;
  readonly #options: MirroredLegOptions;
  #deadlineAt: number;
  readonly #dispatchedAt: number;
  readonly #askedAtMs = Date.now();
  #connectionWasUsed = false;
  #sentAt: number;
  #seenAt = 0;
  #earliestAt = 0;
  #answerBegun = false;
  #firstByteAt = Number.NaN;
  #head: Buffer = emptyBuffer;
  readonly #body: GrowingBuffer;
  readonly #pace = new Pace();
  #trailers: Buffer[] | null = null;
  #settled = false;

  constructor(options: MirroredLegOptions) {
    const now = performance.now();
    this.#options = options;
    this.request = options.request;
    this.#dispatchedAt = now;
    this.#sentAt = now;
    this.#deadlineAt = now + options.timeoutMs;
    this.#body = new GrowingBuffer(options.bodyBytesMax);
  }

  /** Its deadline, in milliseconds of `performance.now()`. */
  get deadlineAt(): number {
    return this.#deadlineAt;
  }

  /** @param ms the time in which no answer could be read */
  extend(ms: number): void {
    this.#deadlineAt += ms;
  }

  start(): void {
    this.#connectionWasUsed = this.#options.connection.ask(this);
  }

  /** Gives up on the answer and closes the connection it would have come on. */
  giveUp(failure: LegFailure): void {
    if (this.#settled) return;
    this.#options.connection.close();
    this.#fail(failure, '');
  }

  onSent(now: number): void {
    if (!this.#answerBegun) this.#sentAt = now;
  }

  onRead(now: number, earliestAt: number): void {
    this.#seenAt = now;
    this.#earliestAt = Math.max(earliestAt, this.#sentAt);
  }

  onAnswerBegun(): void {
    this.#answerBegun = true;
    this.#firstByteAt = this.#seenAt;
  }

  onHead(head: Buffer): void {
    this.#head = head;
  }

  onPayload(piece: Buffer): void {
    this.#pace.note(this.#seenAt, this.#earliestAt);
    if (!this.#body.append(piece)) this.giveUp('too_large');
  }

  onTrailers(piece: Buffer): void {
    // Nearly all answers have no trailers: only the empty line, or the rest of it, comes.
    const isEmptyLine = piece[0] === cr || piece[0] === lf;
    if (isEmptyLine && this.#trailers === null) return;
    this.#trailers ??= [];
    this.#trailers.push(piece);
  }

  onEnd(): void {
    const { firstAt, firstSlackMs, largestGapMs, largestGapSlackMs } = this.#pace;
    const head = this.#trailers === null ? this.#head : [this.#head, ...this.#trailers];
    this.#settle({
      kind: 'answered',
      response: {
        head: Array.isArray(head) ? Buffer.concat(head) : head,
        body: this.#body.view,
      },
      firstByteMs: this.#firstByteAt - this.#sentAt,
      totalMs: this.#seenAt - this.#sentAt,
      firstPayloadMs: Number.isNaN(firstAt) ? null : firstAt - this.#sentAt,
      largestGapMs: Number.isNaN(largestGapMs) ? null : largestGapMs,
      slack: {
        totalMs: this.#seenAt - this.#earliestAt,
        firstMs: Number.isNaN(firstAt) ? 0 : firstSlackMs,
        gapMs: Number.isNaN(largestGapMs) ? 0 : largestGapSlackMs,
      },
      askedAtMs: this.#askedAtMs,
      answeredAtMs: Date.now(),
    });
  }

  onBroken(failure: LegFailure, error: Error): void {
    if (this.#settled) return;
    if (isOwnLimit(error)) {
      // On a connection, the write may have been read, so sending it again could apply it twice.
      const mayBeDone = failure !== 'refused' && !this.#options.mayRetry;
      const reason = mayBeDone ? 'stale_connection' : 'own_limits';
      return this.#settle({ kind: 'unsent', reason }, codeOf(error));
    }
    // A kept-alive connection may be closed just as it is used: that is not the deployment's fault.
    const mayBeStale = failure === 'reset' && this.#connectionWasUsed && !this.#answerBegun;
    if (!mayBeStale) this.#fail(failure, codeOf(error));
    // On a new connection, which cannot be stale, as the old one is broken.
    else if (this.#options.mayRetry) this.start();
    else this.#settle({ kind: 'unsent', reason: 'stale_connection' }, codeOf(error));
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
  }
}
