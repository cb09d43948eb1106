/**
 * Exchanges that were delivered and are never counted in the evidence, so that each is in exactly one count of losses. Some
 * are counted as lost by the planes behind, and are given up later all the same; others vanish with a plane. Only their numbers
 * are known, so those that are given up are held against those that planes have counted.
 */
export class GivenUp {
  /** Counted by planes, and not given up yet. */
  #countedBehind = 0;

  /** Planes have counted so many as lost, and did not pass them on. */
  noteCounted(exchanges: number): void {
    this.#countedBehind += exchanges;
  }

  /** @returns how many of those that are given up are to be counted */
  take(exchanges: number): number {
    const counted = Math.min(exchanges, this.#countedBehind);
    this.#countedBehind -= counted;
    return exchanges - counted;
  }
}
