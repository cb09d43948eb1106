/**
 * When the pieces of one body came. Times are milliseconds of `performance.now()`; each was seen at a
 * time, and may have happened somewhat earlier.
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
   * @param earliestAt since when it may have waited to be seen
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

  /** NaN where none came. */
  get firstAt(): number {
    return this.#firstAt;
  }

  /** By how much earlier the first may have come. */
  get firstSlackMs(): number {
    return this.#firstAt - this.#firstEarliestAt;
  }

  /** The longest time between two pieces, at most; NaN where there were not two. */
  get largestGapMs(): number {
    return this.#largestGapMs;
  }

  /** By how much shorter it may have been. */
  get largestGapSlackMs(): number {
    return this.#largestGapMs - this.#largestGapLeastMs;
  }
}
