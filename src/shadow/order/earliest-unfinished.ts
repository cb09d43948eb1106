import { EarliestFirst } from './earliest-first.ts';

/** For fewer items, compaction does not pay. */
const finishedMin = 64;

/**
 * A heap whose finished items drop out by themselves. A finished item stays until it comes first, or finished
 * items make up half of the heap, so finishing costs amortised O(log n).
 */
export class EarliestUnfinished<T extends { readonly finished: boolean }> {
  readonly #heap: EarliestFirst<T>;
  #finished = 0;

  constructor(timeOf: (item: T) => number) {
    this.#heap = new EarliestFirst(timeOf);
  }

  /** Undefined if all are finished. */
  get first(): T | undefined {
    for (;;) {
      const { first } = this.#heap;
      if (first === undefined || !first.finished) return first;
      this.#heap.removeFirst();
      this.#finished -= 1;
    }
  }

  /** Whether an unfinished item whose time is not after `until` passes a test. */
  someUntil(until: number, test: (item: T) => boolean): boolean {
    return this.#heap.someUntil(until, (item) => !item.finished && test(item));
  }

  add(item: T): void {
    this.#heap.add(item);
  }

  /** Removes the item that `first` has just returned. */
  removeFirst(): void {
    this.#heap.removeFirst();
  }

  /** To be called when the `finished` of an item has been set. */
  noteFinished(): void {
    this.#finished += 1;
    if (this.#finished < finishedMin || this.#finished * 2 < this.#heap.size) return;
    this.#heap.keep(({ finished }) => !finished);
    this.#finished = 0;
  }
}
