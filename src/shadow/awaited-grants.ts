import type { Exchange } from '../vocabulary/exchange.ts';

/**
 * @param exchange to be recorded in the stream
 * @param isAwaited whether it is sent only after the record
 */
export type AskToSend = (exchange: Exchange, isAwaited: boolean) => void;

/**
 * Keeps writes that are next in order until the stream has a record of them. Reads are recorded, too, but
 * need not wait: if the hub dies first, the next owner sends them again. Exchanges that wait for a read are
 * recorded after it.
 */
export class AwaitedGrants<T> {
  readonly #ask: AskToSend | null;
  readonly #waiting = new Map<number, T>();

  /** @param ask null in a process without a next owner */
  constructor(ask: AskToSend | null) {
    this.#ask = ask;
  }

  /** @returns whether the exchange must wait */
  await(exchange: Exchange, isWrite: boolean, item: T): boolean {
    if (this.#ask === null) return false;
    if (isWrite) this.#waiting.set(exchange.sequence, item);
    this.#ask(exchange, isWrite);
    return isWrite;
  }

  /** @returns the exchanges that may be sent now */
  granted(sequences: readonly number[]): T[] {
    return sequences.flatMap((sequence) => {
      const item = this.#waiting.get(sequence);
      this.#waiting.delete(sequence);
      return item === undefined ? [] : [item];
    });
  }

  /** Drops exchanges that are never sent. */
  takeAll(): T[] {
    const items = [...this.#waiting.values()];
    this.#waiting.clear();
    return items;
  }
}
