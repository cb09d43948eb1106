/** Active taps send notes more often than this. */
const silenceMs = 1_000;
/** If nothing comes for so long, all taps have ended. */
const endedMs = 30_000;

/**
 * The time at which the stream is read: that of NATS. Behind a backlog, it is the time at which the last message was stored, so
 * that exchanges wait for those of other taps as if they were read at once. It goes on only while nothing is left to read.
 * After a second in which no tap says anything it stands still, as it is likelier that NATS or the way to it does than
 * that all taps have ended.
 */
export class StreamClock {
  readonly #monotonic: () => number;
  #atMs = 0;
  /** On the monotonic clock; null while time stands still. */
  #runsSince: number | null = null;

  /** @param monotonic in milliseconds */
  constructor(monotonic: () => number = () => performance.now()) {
    this.#monotonic = monotonic;
  }

  /** It goes back to the latest message where it had gone on without one; never further. */
  get now(): number {
    if (this.#runsSince === null) return this.#atMs;
    const elapsedMs = this.#monotonic() - this.#runsSince;
    return this.#atMs + Math.min(elapsedMs, silenceMs) + Math.max(0, elapsedMs - endedMs);
  }

  /**
   * A message is read: time stands still until {@link run}.
   *
   * @param storedAtMs when NATS stored it, by its wall clock: milliseconds since the epoch
   */
  read({ storedAtMs }: { readonly storedAtMs: number }): void {
    this.#runsSince = null;
    this.#atMs = Math.max(this.#atMs, storedAtMs);
  }

  /** There is nothing else to read now. */
  run(): void {
    this.#runsSince ??= this.#monotonic();
  }
}
