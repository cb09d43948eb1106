export interface TokenBucketOptions {
  readonly perSecondMax: number;
  /** The smallest burst; a larger rate lets through one second's worth at once. */
  readonly burstMin: number;
  /** A monotonic clock, in milliseconds. */
  readonly now: () => number;
}

/** Lets through so many a second on average. It begins with a whole burst. */
export class TokenBucket {
  readonly #now: () => number;
  readonly #burstMin: number;
  #perSecondMax: number;
  #tokens: number;
  #refilledAt: number;

  constructor({ perSecondMax, burstMin, now }: TokenBucketOptions) {
    this.#now = now;
    this.#burstMin = burstMin;
    this.#perSecondMax = perSecondMax;
    this.#tokens = this.#tokensMax;
    this.#refilledAt = now();
  }

  /** Whether a whole burst may be let through. */
  get isFull(): boolean {
    this.#refill();
    return this.#tokens >= this.#tokensMax;
  }

  /** Takes a token if there is one. */
  take(): boolean {
    this.#refill();
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /** Another rate holds from now on, and gives no tokens. */
  limit(perSecondMax: number): void {
    this.#refill();
    this.#perSecondMax = perSecondMax;
    this.#tokens = Math.min(this.#tokens, this.#tokensMax);
  }

  get #tokensMax(): number {
    return Math.max(this.#burstMin, this.#perSecondMax);
  }

  #refill(): void {
    const now = this.#now();
    const grownBy = ((now - this.#refilledAt) / 1000) * this.#perSecondMax;
    this.#tokens = Math.min(this.#tokensMax, this.#tokens + grownBy);
    this.#refilledAt = now;
  }
}
