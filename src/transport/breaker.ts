/** Whether an exchange may go to a deployment now: as usual, as the one probe, or not at all. */
export type Admission = 'open' | 'probe' | 'blocked';

/** What became of an exchange that was let through; `withdrawn`: the deployment never saw it. */
export type Result = 'succeeded' | 'failed' | 'withdrawn';

export interface BreakerOptions {
  /** A monotonic clock, in milliseconds. */
  readonly now: () => number;
  /** So many failures open it. */
  readonly failuresMax?: number;
  /** How many failures one success makes up for; all of them by default, so that only failures in a row count. */
  readonly forgiven?: number;
}

const firstPauseMs = 1_000;
const pauseMaxMs = 30_000;

/**
 * Keeps a deployment that does not answer from being asked by everyone: after too many failures it pauses, then lets one
 * exchange through as a probe, and doubles the pause each time that fails.
 */
export class Breaker {
  readonly #now: () => number;
  readonly #failuresMax: number;
  readonly #forgiven: number;
  #failures = 0;
  #pauseMs = firstPauseMs;
  #blockedUntil = 0;
  #probing = false;

  constructor({ now, failuresMax = 20, forgiven = Infinity }: BreakerOptions) {
    this.#now = now;
    this.#failuresMax = failuresMax;
    this.#forgiven = forgiven;
  }

  get isOpen(): boolean {
    return this.#failures >= this.#failuresMax;
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
    if (result === 'succeeded') this.#countSuccess(admission);
    else if (result === 'failed') this.#countFailure(admission);
  }

  #countSuccess(admission: Admission): void {
    // An answer to what was sent before it opened may be the last one for long.
    const isLate = this.isOpen && admission !== 'probe' && this.#forgiven !== Infinity;
    if (isLate) return;
    this.#failures = this.isOpen ? 0 : Math.max(0, this.#failures - this.#forgiven);
    this.#pauseMs = firstPauseMs;
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
