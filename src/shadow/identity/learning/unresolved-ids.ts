import type { Touch } from '../../order/key-queue.ts';

/**
 * What primary's answers have shown first, while it is not known yet what the candidate calls it:
 * who mentions such a thing waits for the exchange that will tell.
 */
export class PendingLessons {
  /** By the key of what is to be learned, the sequence of the exchange. */
  readonly #teachers = new Map<string, number>();
  readonly #shown = new Map<number, readonly string[]>();

  /**
   * An exchange is to be mirrored.
   *
   * @param shown what its answer showed and no answer before
   * @param mentions what is in its request
   * @returns what puts it in order with the others
   */
  add(sequence: number, shown: readonly string[], mentions: readonly string[]): readonly Touch[] {
    const teachers = new Set(mentions.flatMap((key) => this.#teachers.get(key) ?? []));
    const touches = Array.from(teachers, (teacher) => touch(teacher, false));
    if (shown.length === 0) return touches;
    for (const key of shown) this.#teachers.set(key, sequence);
    this.#shown.set(sequence, shown);
    return [...touches, touch(sequence, true)];
  }

  /**
   * All that can be learned from an exchange has been.
   *
   * @returns what it showed first; undefined where it was never added
   */
  settle(sequence: number): readonly string[] | undefined {
    const shown = this.#shown.get(sequence);
    for (const key of shown ?? []) {
      if (this.#teachers.get(key) === sequence) this.#teachers.delete(key);
    }
    this.#shown.delete(sequence);
    return shown;
  }
}

function touch(sequence: number, writes: boolean): Touch {
  return { key: `learning ${sequence}`, whole: true, writes };
}
