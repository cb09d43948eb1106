/** Active taps send notes more often than this. */
const silenceMs = 1_000;
/** If nothing arrives for this long, all taps have ended. */
const endedMs = 30_000;

/**
 * The time at which the stream is read, by the clock of NATS. During a backlog, it is the time at which the
 * last message was stored, so that exchanges wait for those of other taps as if they were read at once. It
 * advances only while nothing is left to read. It stops after a second without messages of any tap, because a
 * fault of NATS or the network is likelier than the end of all taps.
 */
export class StreamClock {
  readonly #monotonic: () => number;
  #atMs = 0;
  /** On the monotonic clock; null while the time does not advance. */
  #runsSince: number | null = null;

  /** @param monotonic in milliseconds */
  constructor(monotonic: () => number = () => performance.now()) {
    this.#monotonic = monotonic;
  }

  /** It may go back to the latest message, if it has advanced without one, but never further. */
  get now(): number {
    if (this.#runsSince === null) return this.#atMs;
    const elapsedMs = this.#monotonic() - this.#runsSince;
    return this.#atMs + Math.min(elapsedMs, silenceMs) + Math.max(0, elapsedMs - endedMs);
  }

  /**
   * Notes that a message was read: the time does not advance until {@link run}.
   *
   * @param storedAtMs when NATS stored it, by its wall clock: milliseconds since the epoch
   */
  read({ storedAtMs }: { readonly storedAtMs: number }): void {
    this.#runsSince = null;
    this.#atMs = Math.max(this.#atMs, storedAtMs);
  }

  /** To be called when there is nothing else to read. */
  run(): void {
    this.#runsSince ??= this.#monotonic();
  }
}
