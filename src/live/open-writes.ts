import { openWritesMax } from '../vocabulary/exchange.ts';

const none: readonly number[] = [];

/** The requests that may change state and that primary has not answered yet, over all connections. */
export class OpenWrites {
  readonly #sequences = new Set<number>();

  add(sequence: number): void {
    this.#sequences.add(sequence);
  }

  remove(sequence: number): void {
    this.#sequences.delete(sequence);
  }

  /** The ones that have been under way for longest, where there are more than can be passed on. */
  list(): readonly number[] {
    if (this.#sequences.size === 0) return none;
    const sequences: number[] = [];
    for (const sequence of this.#sequences) {
      sequences.push(sequence);
      if (sequences.length === openWritesMax) break;
    }
    return sequences;
  }
}
