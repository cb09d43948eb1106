import { Duplex } from 'node:stream';
import type { RelayClient } from '../relay.ts';

/**
 * The client of a relay that sends copies to primary. It has no connection: answers are dropped, because the tap
 * has already seen them.
 */
export class InternalClient extends Duplex implements RelayClient {
  readonly connecting = false;
  readonly #onAnswered: () => void;

  /** @param onAnswered called for each piece of an answer, ahead of the tap */
  constructor(onAnswered: () => void) {
    super();
    this.#onAnswered = onAnswered;
    // Like a client that closes its side when the relay has closed the other.
    this.on('finish', () => this.destroy());
  }

  /** Sends a request. */
  ask(request: Buffer): void {
    this.push(request);
  }

  override _read(): void {
    // Requests are pushed as they come.
  }

  override _write(_chunk: Buffer, _encoding: string, done: () => void): void {
    done();
    this.#onAnswered();
  }

  /** The lane has the time limits. */
  setTimeout(): this {
    return this;
  }

  resetAndDestroy(): this {
    return this.destroy();
  }
}
