/** Lets loops wait for a while, or until they are woken. */
export class Wake {
  readonly #waiting = new Set<() => void>();
  #isDue = false;

  /** Ends all current waits, or else the next one. */
  now(): void {
    this.#isDue = this.#waiting.size === 0;
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  /** @param ms Infinity waits until {@link now} is called */
  async wait(ms: number): Promise<void> {
    if (this.#isDue) {
      this.#isDue = false;
      return;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.add(resolve);
    const timer = Number.isFinite(ms) ? setTimeout(resolve, Math.max(0, ms)) : null;
    await promise;
    this.#waiting.delete(resolve);
    if (timer !== null) clearTimeout(timer);
  }
}
