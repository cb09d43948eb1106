import type { HeldExchange } from './held-exchange.ts';

/** For fewer items, compaction does not pay. */
const removedMin = 256;

/**
 * The held exchanges of all taps, in the order of their ends. If two ended at the same instant, their lanes
 * decide, so that the order of their messages does not matter. Exchanges of a tap arrive nearly in order, so
 * little has to be moved.
 */
export class HeldQueue {
  #held: HeldExchange[] = [];
  /** Everything before this index was released. */
  #firstAt = 0;

  add(held: HeldExchange): void {
    let [low, high] = [this.#firstAt, this.#held.length];
    const last = this.#held[high - 1];
    if (last === undefined || !comesBefore(held, last)) low = high;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.#held[middle];
      if (other !== undefined && comesBefore(held, other)) high = middle;
      else low = middle + 1;
    }
    if (low === this.#held.length) this.#held.push(held);
    else this.#held.splice(low, 0, held);
  }

  /** The exchange that ended first and has not been released. */
  get first(): HeldExchange | undefined {
    while (this.#held[this.#firstAt]?.released === true) this.#firstAt += 1;
    if (this.#firstAt >= removedMin && this.#firstAt * 2 >= this.#held.length) {
      this.#held = this.#held.slice(this.#firstAt);
      this.#firstAt = 0;
    }
    return this.#held[this.#firstAt];
  }

  /** The held exchanges of a lane that ended before one, followed by that one. */
  laneUpTo(held: HeldExchange): readonly HeldExchange[] {
    const found: HeldExchange[] = [];
    for (let at = this.#firstAt; at < this.#held.length; at += 1) {
      const one = this.#held[at];
      if (one?.lane === held.lane && !one.released) found.push(one);
      if (one === held) break;
    }
    return found;
  }
}

function comesBefore(one: HeldExchange, other: HeldExchange): boolean {
  if (one.endedAt !== other.endedAt) return one.endedAt < other.endedAt;
  return one.lane < other.lane;
}
