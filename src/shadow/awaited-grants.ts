import type { Exchange } from '../vocabulary/exchange.ts';
import { isRecordedBeforeSent } from '../vocabulary/send-record.ts';

/** Exchanges whose turn has come, and that may be sent once a record of that is in the stream. */
export class AwaitedGrants<T> {
  readonly #ask: ((exchange: Exchange) => void) | null;
  readonly #waiting = new Map<number, T>();

  /** @param ask for a grant; null in a process that has no next owner */
  constructor(ask: ((exchange: Exchange) => void) | null) {
    this.#ask = ask;
  }

  /** @returns false where the exchange needs no grant: it may be sent now */
  await(exchange: Exchange, item: T): boolean {
    if (this.#ask === null || !isRecordedBeforeSent(exchange)) return false;
    this.#waiting.set(exchange.sequence, item);
    this.#ask(exchange);
    return true;
  }

  /** @returns what may be sent now */
  granted(sequences: readonly number[]): T[] {
    return sequences.flatMap((sequence) => {
      const item = this.#waiting.get(sequence);
      this.#waiting.delete(sequence);
      return item === undefined ? [] : [item];
    });
  }

  /** They are never sent. */
  takeAll(): T[] {
    const items = [...this.#waiting.values()];
    this.#waiting.clear();
    return items;
  }
}
