import { openWritesMax } from '../vocabulary/exchange.ts';
import type { OpenWrite } from '../vocabulary/tap-note.ts';

const none: readonly number[] = [];

/** The requests that may change state and that primary has not answered yet, over all connections. */
export class OpenWrites {
  /** When each began, by its sequence; in the order in which they began. */
  readonly #startedAt = new Map<number, number>();

  get size(): number {
    return this.#startedAt.size;
  }

  add(sequence: number, startedAt: number): void {
    this.#startedAt.set(sequence, startedAt);
  }

  remove(sequence: number): void {
    this.#startedAt.delete(sequence);
  }

  /** The oldest ones, if there are more than can be passed on. */
  list(): readonly number[] {
    if (this.#startedAt.size === 0) return none;
    const sequences: number[] = [];
    for (const sequence of this.#startedAt.keys()) {
      sequences.push(sequence);
      if (sequences.length === openWritesMax) break;
    }
    return sequences;
  }

  /** The same, with the times at which they began. */
  withStart(): readonly OpenWrite[] {
    const open: OpenWrite[] = [];
    for (const [sequence, startedAt] of this.#startedAt) {
      open.push({ sequence, startedAt });
      if (open.length === openWritesMax) break;
    }
    return open;
  }
}
