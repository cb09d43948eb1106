import type { Touch } from '../../order/key-queue.ts';
import type { FoundId } from '../recognizing/found-id.ts';

/**
 * Identities that primary's answers have shown and whose candidate's counterpart is not known yet. A request
 * with such an identity waits for the exchange that showed it first.
 */
export class UnresolvedIds {
  /** The sequence of the exchange, by the key of the identity. */
  readonly #firstShownBy = new Map<string, number>();
  readonly #shown = new Map<number, readonly FoundId[]>();

  /**
   * Adds an exchange that is to be mirrored.
   *
   * @param shown identities in its answer that no answer had shown before
   * @param requested identities in its request
   * @returns the keys that order it with the others
   */
  add(
    sequence: number,
    shown: readonly FoundId[],
    requested: readonly FoundId[],
  ): readonly Touch[] {
    const exchanges = new Set(requested.flatMap(({ key }) => this.#firstShownBy.get(key) ?? []));
    const touches = Array.from(exchanges, (exchange) => touch(exchange, false));
    if (shown.length === 0) return touches;
    for (const { key } of shown) this.#firstShownBy.set(key, sequence);
    this.#shown.set(sequence, shown);
    return [...touches, touch(sequence, true)];
  }

  /** Whether the exchange that showed it first has not been learned from yet. */
  has(key: string): boolean {
    return this.#firstShownBy.has(key);
  }

  /**
   * Notes that an exchange has been learned from.
   *
   * @returns the identities that it showed first; undefined if it was never added
   */
  resolve(sequence: number): readonly FoundId[] | undefined {
    const shown = this.#shown.get(sequence);
    for (const { key } of shown ?? []) {
      if (this.#firstShownBy.get(key) === sequence) this.#firstShownBy.delete(key);
    }
    this.#shown.delete(sequence);
    return shown;
  }
}

function touch(sequence: number, writes: boolean): Touch {
  return { key: `learning ${sequence}`, whole: true, writes };
}
