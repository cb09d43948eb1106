/** Work that waits is done for so long at a time, in milliseconds: meanwhile no event is seen. */
const sliceMs = 0.2;

/**
 * Knows since when an event may have waited to be seen: a thread sees what happens only between two
 * turns of its event loop. Times are milliseconds of `performance.now()`.
 *
 * A pause ends with the event that ends it, so that what is seen after a pause has just happened. What
 * is seen without a pause happened at any time since the turn before. How long the system lets a thread
 * wait that has something to do is not known here: threads of one priority wait alike.
 */
export class TurnWatch {
  /** Something was seen in this turn. */
  #isTurning = false;
  /** When the last turn ended. */
  #endedAt = performance.now();
  /** When the last turn looked for events, at the earliest. */
  #lookedAt = this.#endedAt;
  #idleMs = performance.nodeTiming.idleTime;
  #earliestAt = this.#endedAt;
  #isEndDue = false;
  #work: (() => void)[] = [];
  #workDone = 0;

  /**
   * Call it first of all when an event is seen.
   *
   * @param now `performance.now()`
   * @returns the earliest time at which the event may have happened
   */
  see(now: number): number {
    if (!this.#isTurning) {
      this.#look(now);
      this.#isTurning = true;
      this.#endSoon();
    }
    return this.#earliestAt;
  }

  /** Does something once all events that have happened are seen; what comes first is done first. */
  afterEvents(work: () => void): void {
    this.#work.push(work);
    this.#endSoon();
  }

  /** This turn has looked for events. */
  #look(now: number): void {
    const pauseMs = performance.nodeTiming.idleTime - this.#idleMs;
    // Unseen work since, before this event or before the pause, makes the look later, never sooner.
    const lookedAt = Math.min(now, this.#endedAt + pauseMs);
    this.#earliestAt = pauseMs > 0 ? lookedAt : this.#lookedAt;
    this.#lookedAt = lookedAt;
  }

  #endSoon(): void {
    if (this.#isEndDue) return;
    this.#isEndDue = true;
    // All events that are there come before this.
    setImmediate(() => this.#end());
  }

  #end(): void {
    this.#isEndDue = false;
    // A turn that saw nothing has looked as well: what comes later had not happened then.
    if (!this.#isTurning) this.#look(performance.now());
    if (this.#work.length > 0) this.#doWork();
    this.#isTurning = false;
    this.#endedAt = performance.now();
    this.#idleMs = performance.nodeTiming.idleTime;
  }

  #doWork(): void {
    const stopAt = performance.now() + sliceMs;
    do {
      const work = this.#work[this.#workDone];
      this.#workDone += 1;
      if (this.#workDone === this.#work.length) {
        this.#work = [];
        this.#workDone = 0;
      }
      work?.();
    } while (this.#work.length > 0 && performance.now() < stopAt);
    if (this.#work.length > 0) this.#endSoon();
  }
}
