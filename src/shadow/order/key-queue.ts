import { EarliestUnfinished } from './earliest-unfinished.ts';

/** What a request has to do with one key. */
export interface Touch {
  readonly key: string;
  /** The thing itself; if not, something within it. */
  readonly whole: boolean;
  readonly writes: boolean;
}

/** A request, as far as a queue needs to know it; times in milliseconds. */
export interface TimedExchange {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly finished: boolean;
}

/** The four ways to touch a key, as indexes: `writes` is worth 2 and `whole` 1. */
const ways = 4;

/**
 * Which ways exclude which: one of the two writes, and they are not both about parts. These are
 * locks of several granularities (Gray, Lorie, Putzolu and Traiger, IFIP 1976): a part is an
 * intention.
 */
const excludedBy: readonly (readonly number[])[] = [[3], [2, 3], [1, 3], [0, 1, 2, 3]];

/** The way in which a key is touched, as a {@link KeyQueue} takes it. */
export function wayOf({ whole, writes }: Touch): number {
  return (writes ? 2 : 0) + (whole ? 1 : 0);
}

/** Everything that has to do with one key: what the candidate has not finished, and what waits. */
export class KeyQueue<T extends TimedExchange> {
  readonly key: string;
  /** By way, and made when there is first something in it: most queues are small. */
  readonly #unfinished: (EarliestUnfinished<T> | undefined)[] = [];
  readonly #parked: (EarliestUnfinished<T> | undefined)[] = [];
  #size = 0;

  constructor(key: string) {
    this.key = key;
  }

  /** Nothing here is unfinished, and so nothing waits. */
  get isIdle(): boolean {
    return this.#size === 0;
  }

  enter(exchange: T, way: number): void {
    this.#size += 1;
    (this.#unfinished[way] ??= new EarliestUnfinished<T>(endOf)).add(exchange);
  }

  /** Something that was answered by this moment is not finished, and excludes this way. */
  holdsBack(startedAt: number, way: number): boolean {
    return this.#firstEndedAt(way) <= startedAt;
  }

  /** Keeps one that is held back here, until {@link leave} frees it or it is finished. */
  park(exchange: T, way: number): EarliestUnfinished<T> {
    const parked = (this.#parked[way] ??= new EarliestUnfinished<T>(startOf));
    parked.add(exchange);
    return parked;
  }

  /** One that entered has its `finished` set: calls back with each that it alone held back here. */
  leave(way: number, onFreed: (exchange: T) => void): void {
    this.#size -= 1;
    this.#unfinished[way]?.noteFinished();
    for (let held = 0; held < ways; held += 1) {
      const parked = this.#parked[held];
      if (parked?.first !== undefined) free(parked, this.#firstEndedAt(held), onFreed);
    }
  }

  /** Who started at this moment or later has something to wait for. */
  #firstEndedAt(way: number): number {
    let firstEndedAt = Number.POSITIVE_INFINITY;
    for (const other of excludedBy[way] ?? []) {
      const first = this.#unfinished[other]?.first;
      if (first !== undefined && first.endedAt < firstEndedAt) firstEndedAt = first.endedAt;
    }
    return firstEndedAt;
  }
}

function free<T extends TimedExchange>(
  parked: EarliestUnfinished<T>,
  firstEndedAt: number,
  onFreed: (exchange: T) => void,
): void {
  for (let { first } = parked; first !== undefined; first = parked.first) {
    if (first.startedAt >= firstEndedAt) return;
    parked.removeFirst();
    onFreed(first);
  }
}

function startOf({ startedAt }: TimedExchange): number {
  return startedAt;
}

function endOf({ endedAt }: TimedExchange): number {
  return endedAt;
}
