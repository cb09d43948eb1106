/** A time is told if it can be wrong by no more than this share of it, or this much. */
const shareMax = 0.05;
const slackMs = 0.5;

/**
 * Knows how long this thread has been at work without a pause. An event may have been waiting for
 * that long when the thread comes to see it, which would be told as somebody else's slowness.
 */
export class IdleWatch {
  #lookedAt = performance.now();
  #idleMs = performance.nodeTiming.idleTime;
  #busyMs = 0;
  #willLook = false;

  /**
   * Looks at the clock, at least each time something is measured: the oftener, the more exact.
   *
   * @param now `performance.now()`
   */
  look(now: number): void {
    const idleMs = performance.nodeTiming.idleTime;
    const passedMs = now - this.#lookedAt;
    const idledMs = idleMs - this.#idleMs;
    // All of the work may have come after the pause.
    this.#busyMs = idledMs > 0 ? passedMs - idledMs : this.#busyMs + passedMs;
    this.#lookedAt = now;
    this.#idleMs = idleMs;
  }

  /** Looks again when what is being done now is done. */
  lookSoon(): void {
    if (this.#willLook) return;
    this.#willLook = true;
    setImmediate(() => {
      this.#willLook = false;
      this.look(performance.now());
    });
  }

  /** Whether a time that ends with the last look is to be trusted. */
  canTell(elapsedMs: number): boolean {
    return this.#busyMs <= Math.max(slackMs, elapsedMs * shareMax);
  }
}
