/** A clock that was ahead for a while must not count forever. */
const windowMs = 10_000;

/** The fleet's time, derived from the fastest messages of the last ten to twenty seconds. */
export class FleetNow {
  #windowAtMs = Number.NEGATIVE_INFINITY;
  #aheadMs = Number.NEGATIVE_INFINITY;
  #aheadBeforeMs = Number.NEGATIVE_INFINITY;

  /**
   * How far the fleet's time is ahead of the hub's, in milliseconds; negative infinity before the first
   * message.
   */
  get aheadMs(): number {
    return Math.max(this.#aheadMs, this.#aheadBeforeMs);
  }

  /** @param completeTo of a message that arrived now, in the fleet's time */
  hear(completeTo: number, nowMs: number): void {
    if (nowMs - this.#windowAtMs >= windowMs) {
      this.#windowAtMs = nowMs;
      this.#aheadBeforeMs = this.#aheadMs;
      this.#aheadMs = Number.NEGATIVE_INFINITY;
    }
    this.#aheadMs = Math.max(this.#aheadMs, completeTo - nowMs);
  }
}
