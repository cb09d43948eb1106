/** Whether an exchange may go to the candidate now: as usual, as the one probe, or not at all. */
export type Passage = 'open' | 'probe' | 'blocked';

const failuresMax = 20;
const firstPauseMs = 1_000;
const pauseMaxMs = 30_000;

/**
 * Keeps a candidate that does not answer from being asked by everyone: after 20 failures in a row
 * it pauses, then lets one exchange through as a probe, and doubles the pause each time that fails.
 */
export class Breaker {
  readonly #now: () => number;
  #failures = 0;
  #pauseMs = firstPauseMs;
  #blockedUntil = 0;
  #probing = false;

  /** @param now a monotonic clock, in milliseconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  get isOpen(): boolean {
    return this.#failures >= failuresMax;
  }

  /** To be asked once per exchange; what it lets through must be told to `settle`. */
  admit(): Passage {
    if (!this.isOpen) return 'open';
    if (this.#probing || this.#now() < this.#blockedUntil) return 'blocked';
    this.#probing = true;
    return 'probe';
  }

  settle(passage: Passage, succeeded: boolean): void {
    if (passage === 'probe') this.#probing = false;
    if (succeeded) {
      this.#failures = 0;
      this.#pauseMs = firstPauseMs;
      return;
    }
    const wasOpen = this.isOpen;
    this.#failures += 1;
    if (!this.isOpen || (wasOpen && passage !== 'probe')) return;
    if (wasOpen) this.#pauseMs = Math.min(pauseMaxMs, this.#pauseMs * 2);
    this.#blockedUntil = this.#now() + this.#pauseMs;
  }
}
