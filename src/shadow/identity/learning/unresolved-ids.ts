import type { Touch } from '../../order/key-queue.ts';
import type { FoundId } from '../recognizing/found-id.ts';

/**
 * Identities that primary's answers have shown, while the candidate's are not known yet: a request
 * with such an identity waits for the exchange that showed it first.
 */
export class UnresolvedIds {
  /** By the key of an identity, the sequence of the exchange. */
  readonly #firstShownBy = new Map<string, number>();
  readonly #shown = new Map<number, readonly FoundId[]>();

  /**
   * An exchange is to be mirrored.
   *
   * @param shown identities in its answer that no answer had shown before
   * @param requested identities in its request
   * @returns what puts it in order with the others
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

  /** Whether the exchange that showed it first is still to be learned from. */
  has(key: string): boolean {
    return this.#firstShownBy.has(key);
  }

  /**
   * All that can be learned from an exchange has been.
   *
   * @returns the identities that it showed first; undefined where it was never added
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
