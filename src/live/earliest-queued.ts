interface Queued {
  readonly position: number;
  readonly endedAt: number;
}

/**
 * The earliest end of the exchanges that are queued and not sent yet. Exchanges are not queued in the order of
 * their ends. An exchange is kept only if no later one ended earlier, so that adding costs little.
 */
export class EarliestQueued {
  #kept: Queued[] = [];

  /** @param position the number of the exchange in the order of queueing, from 1 */
  add(position: number, endedAt: number): void {
    while ((this.#kept.at(-1)?.endedAt ?? -Infinity) >= endedAt) this.#kept.pop();
    this.#kept.push({ position, endedAt });
  }

  /** @returns the earliest end after a position; null if nothing is queued after it */
  after(position: number): number | null {
    const first = this.#kept.findIndex((queued) => queued.position > position);
    if (first < 0) this.#kept = [];
    else if (first > 0) this.#kept.splice(0, first);
    return this.#kept[0]?.endedAt ?? null;
  }
}
