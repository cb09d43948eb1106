/** Times that both deployments wrote this close together are one burst, even if none was seen before. */
const togetherMs = 2;
const millisecondsMax = 100;
const sizeMax = 32;

/**
 * Remembers how many things one deployment stamps with the same millisecond, and how far apart the other
 * deployment stamps these. When many clients make things at once, several get the same millisecond, while the
 * other deployment makes them one after the other.
 */
export class Bursts {
  readonly #othersAt = new Map<number, number[]>();
  #size = 1;
  #spreadMs = togetherMs;

  /** @param other the other deployment's time for a thing that this one stamped with `ms` */
  note(ms: number, other: number): void {
    const others = this.#othersAt.get(ms);
    if (others === undefined) {
      if (this.#othersAt.size === millisecondsMax) this.#othersAt.clear();
      this.#othersAt.set(ms, [other]);
      return;
    }
    if (others.length === sizeMax || others.includes(other)) return;
    others.push(other);
    this.#size = Math.max(this.#size, others.length);
    this.#spreadMs = Math.max(this.#spreadMs, spreadOf(others));
  }

  /** Whether these may share one millisecond: no more, and no farther apart, than was seen before. */
  canContain(others: readonly number[]): boolean {
    if (others.length > sizeMax) return false;
    const spreadMs = spreadOf(others);
    return spreadMs <= togetherMs || (others.length <= this.#size && spreadMs <= this.#spreadMs);
  }
}

function spreadOf(times: readonly number[]): number {
  return Math.max(...times) - Math.min(...times);
}
