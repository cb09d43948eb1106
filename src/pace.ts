import type { IdleWatch } from './idle-watch.ts';

/** When the pieces of one body came. Times are milliseconds of `performance.now()`. */
export class Pace {
  #firstAt = Number.NaN;
  #lastAt = Number.NaN;
  #largestGapMs = Number.NaN;
  /** The largest of those that may have been this thread's own. */
  #untoldGapMs = 0;

  /**
   * A piece came, and `idleWatch` has looked at the clock.
   *
   * @param askedAt when the request was sent
   */
  note(now: number, askedAt: number, idleWatch: Pick<IdleWatch, 'canTell'>): void {
    // Several pieces of what was read at once.
    if (now === this.#lastAt) return;
    const isFirst = Number.isNaN(this.#lastAt);
    const gapMs = now - (isFirst ? askedAt : this.#lastAt);
    this.#lastAt = now;
    const isTold = idleWatch.canTell(gapMs);
    if (isFirst) this.#firstAt = isTold ? now : Number.NaN;
    else if (!isTold) this.#untoldGapMs = Math.max(this.#untoldGapMs, gapMs);
    else if (!(gapMs <= this.#largestGapMs)) this.#largestGapMs = gapMs;
  }

  /** NaN where none came, or it cannot be told. */
  get firstAt(): number {
    return this.#firstAt;
  }

  /** The longest time between two pieces; NaN where there were none, or it cannot be told. */
  get largestGapMs(): number {
    return this.#untoldGapMs > this.#largestGapMs ? Number.NaN : this.#largestGapMs;
  }
}
