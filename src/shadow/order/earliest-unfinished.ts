import { EarliestFirst } from './earliest-first.ts';

/** Compaction is not worth its while for fewer. */
const finishedMin = 64;

/**
 * A heap of which whatever is finished drops out by itself. It is left where it is until it comes
 * first or makes up half of the heap, so that finishing costs amortised O(log n).
 */
export class EarliestUnfinished<T extends { readonly finished: boolean }> {
  readonly #heap: EarliestFirst<T>;
  #finished = 0;

  constructor(timeOf: (item: T) => number) {
    this.#heap = new EarliestFirst(timeOf);
  }

  /** Undefined where all are finished. */
  get first(): T | undefined {
    for (;;) {
      const { first } = this.#heap;
      if (first === undefined || !first.finished) return first;
      this.#heap.removeFirst();
      this.#finished -= 1;
    }
  }

  /** Whether one that is not finished, and whose time is not after `until`, passes a test. */
  someUntil(until: number, test: (item: T) => boolean): boolean {
    return this.#heap.someUntil(until, (item) => !item.finished && test(item));
  }

  add(item: T): void {
    this.#heap.add(item);
  }

  /** Removes what `first` has just shown. */
  removeFirst(): void {
    this.#heap.removeFirst();
  }

  /** One that is here has its `finished` set. */
  noteFinished(): void {
    this.#finished += 1;
    if (this.#finished < finishedMin || this.#finished * 2 < this.#heap.size) return;
    this.#heap.keep(({ finished }) => !finished);
    this.#finished = 0;
  }
}
