/** A restarting candidate is tried this often at first, and later less often. */
const firstPauseMs = 250;
const pauseMsMax = 5_000;

/**
 * Writes that never reached the candidate, because no connection could be made. They wait, so that its state
 * stays the same as primary's, and one at a time is tried. Exchanges that depend on them wait as well.
 */
export class HeldWrites<T> {
  readonly #tryNow: (write: T) => void;
  readonly #held: T[] = [];
  #timer: NodeJS.Timeout | null = null;
  #pauseMs = firstPauseMs;

  /** @param tryNow sends a write once more; it may be held again */
  constructor(tryNow: (write: T) => void) {
    this.#tryNow = tryNow;
  }

  get size(): number {
    return this.#held.length;
  }

  hold(write: T): void {
    this.#held.push(write);
    this.#timer ??= setTimeout(() => this.#tryFirst(), this.#pauseMs).unref();
  }

  /** Sends all held writes, because the candidate answers again. */
  release(): void {
    this.#pauseMs = firstPauseMs;
    if (this.#held.length === 0) return;
    for (const write of this.#held.splice(0)) this.#tryNow(write);
  }

  /** Stops trying. */
  takeAll(): readonly T[] {
    return this.#held.splice(0);
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #tryFirst(): void {
    this.#timer = null;
    this.#pauseMs = Math.min(pauseMsMax, this.#pauseMs * 2);
    const first = this.#held.shift();
    if (first === undefined) return;
    this.#tryNow(first);
    if (this.#held.length > 0) {
      this.#timer ??= setTimeout(() => this.#tryFirst(), this.#pauseMs).unref();
    }
  }
}
