/** A binary heap: the item with the earliest time comes first. */
export class EarliestFirst<T> {
  readonly #timeOf: (item: T) => number;
  #heap: T[] = [];

  constructor(timeOf: (item: T) => number) {
    this.#timeOf = timeOf;
  }

  get size(): number {
    return this.#heap.length;
  }

  get first(): T | undefined {
    return this.#heap[0];
  }

  add(item: T): void {
    this.#rise(item, this.#heap.length);
  }

  removeFirst(): void {
    const last = this.#heap.pop();
    if (last !== undefined && this.#heap.length > 0) this.#sink(last, 0);
  }

  /**
   * Whether an item whose time is not after `until` passes a test. Looks only at those items, and the ones
   * directly below them.
   */
  someUntil(until: number, test: (item: T) => boolean): boolean {
    return this.#someBelow(0, until, test);
  }

  /** Removes and returns all items, in no particular order. */
  takeAll(): T[] {
    const taken = this.#heap;
    this.#heap = [];
    return taken;
  }

  /** Removes all that fail the test, in time linear in the size. */
  keep(test: (item: T) => boolean): void {
    const heap = this.#heap.filter(test);
    this.#heap = heap;
    for (let at = (heap.length >> 1) - 1; at >= 0; at -= 1) {
      const item = heap[at];
      if (item !== undefined) this.#sink(item, at);
    }
  }

  #someBelow(at: number, until: number, test: (item: T) => boolean): boolean {
    const item = this.#heap[at];
    if (item === undefined || this.#timeOf(item) > until) return false;
    const childAt = 2 * at + 1;
    return (
      test(item) ||
      this.#someBelow(childAt, until, test) ||
      this.#someBelow(childAt + 1, until, test)
    );
  }

  #rise(item: T, from: number): void {
    const time = this.#timeOf(item);
    let at = from;
    while (at > 0) {
      const parentAt = (at - 1) >> 1;
      const parent = this.#heap[parentAt];
      if (parent === undefined || this.#timeOf(parent) <= time) break;
      this.#heap[at] = parent;
      at = parentAt;
    }
    this.#heap[at] = item;
  }

  #sink(item: T, from: number): void {
    const heap = this.#heap;
    const time = this.#timeOf(item);
    let at = from;
    for (;;) {
      let childAt = 2 * at + 1;
      let child = heap[childAt];
      if (child === undefined) break;
      const right = heap[childAt + 1];
      if (right !== undefined && this.#timeOf(right) < this.#timeOf(child)) {
        child = right;
        childAt += 1;
      }
      if (this.#timeOf(child) >= time) break;
      heap[at] = child;
      at = childAt;
    }
    heap[at] = item;
  }
}
