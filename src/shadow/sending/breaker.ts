/** Whether an exchange may go to the candidate now: as usual, as the one probe, or not at all. */
export type Admission = 'open' | 'probe' | 'blocked';

/** What became of an exchange that was let through; `withdrawn`: the candidate never saw it. */
export type Result = 'succeeded' | 'failed' | 'withdrawn';

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

  /** Nothing would be let through now. */
  get isBlocking(): boolean {
    return this.isOpen && (this.#probing || this.#now() < this.#blockedUntil);
  }

  /** To be asked once per exchange; what it lets through must be reported to `settle`. */
  admit(): Admission {
    if (!this.isOpen) return 'open';
    if (this.isBlocking) return 'blocked';
    this.#probing = true;
    return 'probe';
  }

  settle(admission: Admission, result: Result): void {
    if (admission === 'probe') this.#probing = false;
    if (result === 'succeeded') {
      this.#failures = 0;
      this.#pauseMs = firstPauseMs;
    } else if (result === 'failed') {
      this.#countFailure(admission);
    }
  }

  #countFailure(admission: Admission): void {
    const wasOpen = this.isOpen;
    this.#failures += 1;
    if (!this.isOpen) return;
    // Those that were already on their way when it opened say nothing new.
    if (wasOpen && admission !== 'probe') return;
    if (wasOpen) this.#pauseMs = Math.min(pauseMaxMs, this.#pauseMs * 2);
    this.#blockedUntil = this.#now() + this.#pauseMs;
  }
}
