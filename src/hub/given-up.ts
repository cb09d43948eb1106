/**
 * Exchanges that were delivered but are never counted in the evidence, so that each is in exactly one count
 * of losses. Planes count some of them as lost, and the hub gives the same ones up later; others vanish with
 * a plane. Only numbers are known, so the exchanges that are given up are offset against those that planes
 * have counted.
 */
export class GivenUp {
  /** Counted by planes, and not given up yet. */
  #countedBehind = 0;

  /** Notes that planes have counted this number as lost, and did not pass them on. */
  noteCounted(exchanges: number): void {
    this.#countedBehind += exchanges;
  }

  /** @returns how many of the exchanges that are given up must still be counted */
  take(exchanges: number): number {
    const counted = Math.min(exchanges, this.#countedBehind);
    this.#countedBehind -= counted;
    return exchanges - counted;
  }
}
