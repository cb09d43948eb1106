/** What both deployments stamped so close together is one burst, also where none was seen before. */
const togetherMs = 2;
const millisecondsMax = 100;
const sizeMax = 32;

/**
 * How many things one deployment stamps with one millisecond, and how far apart the other one stamps these. Of things that are
 * made by many clients at once, several fall into one millisecond; the other deployment makes them one after the other.
 */
export class Bursts {
  readonly #othersAt = new Map<number, number[]>();
  #size = 1;
  #spreadMs = togetherMs;

  /** @param other what the other deployment has for a thing that this one stamped with `ms` */
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

  /** Whether these may be of one millisecond: not more than were seen in one, and not farther apart. */
  canContain(others: readonly number[]): boolean {
    if (others.length > sizeMax) return false;
    const spreadMs = spreadOf(others);
    return spreadMs <= togetherMs || (others.length <= this.#size && spreadMs <= this.#spreadMs);
  }
}

function spreadOf(times: readonly number[]): number {
  return Math.max(...times) - Math.min(...times);
}
