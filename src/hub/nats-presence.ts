/** After this time without NATS, a hub hands over its partitions. */
const awayMsMax = 4_000;

/**
 * Whether a hub can use NATS. A look shows only that there is a connection at that moment, so a hub that hung and has not
 * looked since must look before it decides.
 */
export class NatsPresence {
  readonly #isConnected: () => boolean;
  readonly #now: () => number;
  #seenMs: number;

  /** @param now a monotonic clock, in milliseconds */
  constructor(isConnected: () => boolean, now = () => performance.now()) {
    this.#isConnected = isConnected;
    this.#now = now;
    this.#seenMs = now();
  }

  /** To be called about once a second. @returns false after four seconds without a connection */
  look(): boolean {
    const nowMs = this.#now();
    if (this.#isConnected()) this.#seenMs = nowMs;
    return nowMs - this.#seenMs < awayMsMax;
  }
}
