/** Deferred work runs for this long at a time, in milliseconds: no event is seen meanwhile. */
const sliceMs = 0.2;

/**
 * Knows how long an event may have waited before it was seen: a thread sees events only between two
 * turns of its event loop. Times are milliseconds of `performance.now()`.
 *
 * An event ends a pause of the thread, so an event that is seen after a pause has just happened. An event
 * that is seen without a pause may have happened at any time since the turn before began. How long the
 * system makes a ready thread wait for a core is not measured: threads of one priority wait alike.
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
   * Call it first whenever an event is seen.
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

  /** Runs work after all events that have happened are seen, in the order of the calls. */
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
    // All events that are ready are handled before this.
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
      // Under load the list may stay in use for long, and each entry keeps an answer in memory.
      this.#work[this.#workDone] = nothing;
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

function nothing(): void {
  // Takes the place of finished work.
}
