/** Both clocks are read with an error of up to a millisecond. */
const clockErrorMs = 1.5;

/**
 * The wall clock minus the monotonic clock of this thread, in milliseconds. It stays the same while the clocks agree,
 * because each change shifts exchanges relative to each other.
 */
export class WallOffset {
  #offsetMs: number = performance.timeOrigin;

  /** @param now on the monotonic clock */
  at(now: number): number {
    const offsetMs = Date.now() - now;
    if (Math.abs(offsetMs - this.#offsetMs) > clockErrorMs) this.#offsetMs = offsetMs;
    return this.#offsetMs;
  }
}
