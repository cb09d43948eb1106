/** Longer than most answers take; what is still under way then is judged without. */
const waitMsMax = 1_000;
/** Sequences that are remembered as arrived. */
const arrivedMax = 20_000;

interface Waiting {
  readonly missing: Set<number>;
  readonly deadline: number;
  readonly proceed: () => void;
}

/**
 * Holds a pair back until the writes that were under way on primary when it was answered have
 * arrived: only then is it known what they may have changed in the answer.
 */
export class OverlappingWrites {
  readonly #arrived = new Set<number>();
  readonly #waiting = new Set<Waiting>();
  #timer: NodeJS.Timeout | null = null;

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Primary has answered an exchange, whatever became of it. */
  noteArrived(sequence: number): void {
    this.#arrived.add(sequence);
    if (this.#arrived.size > arrivedMax) this.#forgetOldest();
    for (const one of this.#waiting) {
      if (one.missing.delete(sequence) && one.missing.size === 0) this.#proceed(one);
    }
  }

  /** Calls back at once, or when the last of these exchanges has arrived, but after a second at the latest. */
  whenArrived(sequences: readonly number[], proceed: () => void): void {
    const missing = new Set(sequences.filter((sequence) => !this.#arrived.has(sequence)));
    if (missing.size === 0) return proceed();
    this.#waiting.add({ missing, deadline: performance.now() + waitMsMax, proceed });
    this.#timer ??= setTimeout(() => this.#sweep(), waitMsMax).unref();
  }

  /** Lets go of all that waits. */
  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    for (const one of this.#waiting) this.#proceed(one);
  }

  #proceed(one: Waiting): void {
    this.#waiting.delete(one);
    one.proceed();
  }

  #sweep(): void {
    const now = performance.now();
    for (const one of this.#waiting) if (one.deadline <= now) this.#proceed(one);
    this.#timer =
      this.#waiting.size > 0 ? setTimeout(() => this.#sweep(), waitMsMax / 10).unref() : null;
  }

  #forgetOldest(): void {
    let surplus = arrivedMax / 16;
    for (const sequence of this.#arrived) {
      if (surplus === 0) return;
      this.#arrived.delete(sequence);
      surplus -= 1;
    }
  }
}
