import type { LeftOutReason } from '../vocabulary/shed.ts';
import type { PendingExchange } from './pending-exchange.ts';
import type { Recorder } from './recorder.ts';

/** How a connection ended. */
export interface Closing {
  /** Primary's socket holds no byte of a request any more. */
  readonly primaryTookAll: boolean;
  /** Primary ended or reset its side before the client did. */
  readonly primaryLeftFirst: boolean;
}

export type ExchangeSink = Pick<Recorder, 'limits' | 'begin' | 'wait' | 'record' | 'abandon'>;

/**
 * The requests of one connection whose response has not ended, oldest first: responses come in this order.
 * On an opaque connection, those that primary's socket has yet to take.
 */
export class PendingQueue {
  readonly #connection: number;
  readonly #recorder: ExchangeSink | null;
  readonly #pending: PendingExchange[] = [];

  /** @param recorder null if nothing is mirrored: messages are followed, but not kept */
  constructor(connection: number, recorder: ExchangeSink | null) {
    this.#connection = connection;
    this.#recorder = recorder;
  }

  get length(): number {
    return this.#pending.length;
  }

  get oldest(): PendingExchange | undefined {
    return this.#pending[0];
  }

  get newest(): PendingExchange | undefined {
    return this.#pending.at(-1);
  }

  /** Whether a whole request still waits for the end of its answer. */
  get hasWholeRequest(): boolean {
    return this.#pending[0]?.requestEnded ?? false;
  }

  add(pending: PendingExchange): void {
    this.#pending.push(pending);
    this.#recorder?.begin(pending);
  }

  /** The oldest has ended. */
  complete(): void {
    const pending = this.#pending.shift();
    if (pending !== undefined) this.#recorder?.record(pending, this.#connection);
  }

  /** The oldest has ended, and its request still comes. */
  waitForRequest(): void {
    const [pending] = this.#pending;
    if (pending !== undefined) this.#recorder?.wait(pending);
  }

  /** All have ended, and primary's socket still holds requests. */
  waitForPrimary(): void {
    for (const pending of this.#pending) this.#recorder?.wait(pending);
  }

  completeAll(): void {
    while (this.#pending.length > 0) this.complete();
  }

  /** Primary's socket has taken all requests that are whole. */
  noteSent(now: number): void {
    for (const pending of this.#pending) {
      if (pending.requestEnded && pending.sentAt === 0) pending.sentAt = now;
    }
  }

  breakOffAll(reasonFor: (pending: PendingExchange) => LeftOutReason, now: number): void {
    for (const pending of this.#pending) pending.breakOff(reasonFor(pending), now);
  }

  /** @param crossed primary may have closed the connection before it read a request that it has not answered */
  noteUnread({ primaryTookAll }: Closing, crossed: boolean): void {
    const newest = this.#pending.at(-1);
    // The socket still holds the end of the last request.
    if (newest !== undefined && !primaryTookAll) newest.mayBeUnread = true;
    for (const pending of this.#pending) {
      if (crossed && !pending.answerBegun) pending.mayBeUnread = true;
    }
  }

  /** Drops all of them without recording them, because the recorder may have failed. */
  abandonAll(): void {
    for (const pending of this.#pending) {
      pending.drop();
      this.#recorder?.abandon(pending);
    }
    this.#pending.length = 0;
  }
}
