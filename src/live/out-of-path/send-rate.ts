/** The smallest burst. */
const burstMin = 5;

/** A token bucket of one second's worth. */
export class SendRate {
  readonly #now: () => number;
  readonly #perSecondMax: number;
  #tokens: number;
  #refilledAt: number;

  /** @param now a monotonic clock, in milliseconds */
  constructor(perSecondMax: number, now: () => number) {
    this.#now = now;
    this.#perSecondMax = perSecondMax;
    this.#tokens = this.#tokensMax;
    this.#refilledAt = now();
  }

  /** Takes a token if there is one. */
  admits(): boolean {
    const now = this.#now();
    const grownBy = ((now - this.#refilledAt) / 1000) * this.#perSecondMax;
    this.#tokens = Math.min(this.#tokensMax, this.#tokens + grownBy);
    this.#refilledAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  get #tokensMax(): number {
    return Math.max(burstMin, this.#perSecondMax);
  }
}
