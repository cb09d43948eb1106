/**
 * When the pieces of one body came. Times are milliseconds of `performance.now()`. A piece may have come
 * somewhat before it was seen.
 */
export class Pace {
  #firstAt = Number.NaN;
  #firstEarliestAt = Number.NaN;
  #lastAt = Number.NaN;
  #lastEarliestAt = Number.NaN;
  #largestGapMs = Number.NaN;
  #largestGapLeastMs = 0;

  /**
   * A piece was seen.
   *
   * @param earliestAt the earliest time at which it may have come
   */
  note(now: number, earliestAt: number): void {
    // Several pieces of what was read at once.
    if (now === this.#lastAt) return;
    if (Number.isNaN(this.#lastAt)) {
      this.#firstAt = now;
      this.#firstEarliestAt = earliestAt;
    } else {
      const mostMs = now - this.#lastEarliestAt;
      if (!(mostMs <= this.#largestGapMs)) this.#largestGapMs = mostMs;
      this.#largestGapLeastMs = Math.max(this.#largestGapLeastMs, earliestAt - this.#lastAt);
    }
    this.#lastAt = now;
    this.#lastEarliestAt = earliestAt;
  }

  /** When the first piece was seen; NaN if none was. */
  get firstAt(): number {
    return this.#firstAt;
  }

  /** How much earlier the first piece may have come. */
  get firstSlackMs(): number {
    return this.#firstAt - this.#firstEarliestAt;
  }

  /** The upper end of the longest time between two pieces; NaN if there were no two. */
  get largestGapMs(): number {
    return this.#largestGapMs;
  }

  /** How much shorter the longest time may have been. */
  get largestGapSlackMs(): number {
    return this.#largestGapMs - this.#largestGapLeastMs;
  }
}
