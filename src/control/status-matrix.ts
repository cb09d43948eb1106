/** How often primary answered with one status where the candidate answered with another. */
export interface StatusPair {
  readonly primary: number;
  /** 0 if it gave no whole answer. */
  readonly candidate: number;
  readonly exchanges: number;
}

/** A deployment may answer with any three digits: this limits the pairs of a route. */
const pairsMax = 200;

/** Counts pairs of statuses. */
export class StatusMatrix {
  readonly #pairs = new Map<number, number>();

  add(primary: number, candidate: number): void {
    const key = primary * 1000 + candidate;
    const count = this.#pairs.get(key);
    if (count === undefined && this.#pairs.size >= pairsMax) return;
    this.#pairs.set(key, (count ?? 0) + 1);
  }

  all(): readonly StatusPair[] {
    return [...this.#pairs].map(([key, exchanges]) => ({
      primary: Math.floor(key / 1000),
      candidate: key % 1000,
      exchanges,
    }));
  }
}
