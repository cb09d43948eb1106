export interface WaitingItem {
  /** Whether it is among the items. */
  isWaiting: boolean;
}

/**
 * Items in arrival order, most of which leave in that order. A set would create a new table every few items, and
 * each old table would keep the next one, with its items, in memory.
 */
export class WaitingItems<T extends WaitingItem> {
  #items: T[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(item: T): void {
    item.isWaiting = true;
    this.#items.push(item);
    this.#size += 1;
  }

  delete(item: T): void {
    if (!item.isWaiting) return;
    item.isWaiting = false;
    this.#size -= 1;
    if (this.#size === 0) this.#items = [];
    else if (this.#items.length > 16 + 2 * this.#size) this.#items = [...this];
  }

  *[Symbol.iterator](): Generator<T> {
    for (const item of this.#items) if (item.isWaiting) yield item;
  }
}
