import { EarliestUnfinished } from './earliest-unfinished.ts';

/** How a request touches one key. */
export interface Touch {
  readonly key: string;
  /** It touches the thing itself; otherwise something within it. */
  readonly whole: boolean;
  readonly writes: boolean;
}

/** The properties of a request that a queue needs; times in milliseconds. */
export interface TimedExchange {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly finished: boolean;
  /** The lane of its tap: exchanges of one lane have one clock. */
  readonly lane: number;
  /** Counts up as exchanges arrive. */
  readonly place: number;
}

/** The four ways to touch a key, as indexes: `writes` is worth 2 and `whole` 1. */
const ways = 4;

/**
 * Which ways exclude each other: at least one writes, and not both are about parts. These are locks of
 * several granularities (Gray, Lorie, Putzolu and Traiger, IFIP 1976); a part is an intention lock.
 */
const excludedBy: readonly (readonly number[])[] = [[3], [2, 3], [1, 3], [0, 1, 2, 3]];

/** The way in which a key is touched, in the form that {@link KeyQueue} takes. */
export function wayOf({ whole, writes }: Touch): number {
  return (writes ? 2 : 0) + (whole ? 1 : 0);
}

/** All exchanges that touch one key: those that the candidate has not finished, and those that wait. */
export class KeyQueue<T extends TimedExchange> {
  readonly key: string;
  /** By way; created when first needed, as most queues are small. */
  readonly #unfinished: (EarliestUnfinished<T> | undefined)[] = [];
  readonly #parked: (EarliestUnfinished<T> | undefined)[] = [];
  readonly #skewMs: number;
  #size = 0;

  /** @param skewMs by how much the clocks of two lanes may differ; 0 if there is only one */
  constructor(key: string, skewMs: number) {
    this.key = key;
    this.#skewMs = skewMs;
  }

  /** Whether nothing is unfinished, and so nothing waits. */
  get isIdle(): boolean {
    return this.#size === 0;
  }

  enter(exchange: T, way: number): void {
    this.#size += 1;
    (this.#unfinished[way] ??= new EarliestUnfinished<T>(endOf)).add(exchange);
  }

  /**
   * Whether an unfinished exchange excludes this way and was, or may have been, answered before this one
   * started.
   */
  holdsBack(exchange: T, way: number): boolean {
    const { startedAt } = exchange;
    if (this.#skewMs === 0) return this.#firstEndedAt(way) <= startedAt;
    const comesFirst = (other: T): boolean => mayPrecede(other, exchange, this.#skewMs);
    return (excludedBy[way] ?? []).some(
      (other) => this.#unfinished[other]?.someUntil(startedAt + this.#skewMs, comesFirst) === true,
    );
  }

  /** Keeps an exchange that is held back here, until {@link leave} frees it or it is finished. */
  park(exchange: T, way: number): EarliestUnfinished<T> {
    const parked = (this.#parked[way] ??= new EarliestUnfinished<T>(startOf));
    parked.add(exchange);
    return parked;
  }

  /**
   * To be called when the `finished` of an entered exchange is set. Calls back with each exchange that only
   * it held back here.
   */
  leave(way: number, onFreed: (exchange: T) => void): void {
    this.#size -= 1;
    this.#unfinished[way]?.noteFinished();
    for (let held = 0; held < ways; held += 1) {
      const parked = this.#parked[held];
      if (parked?.first === undefined) continue;
      const firstEndedAt = this.#firstEndedAt(held);
      free(parked, firstEndedAt, this.#skewMs, onFreed);
      if (this.#skewMs > 0) this.#freeAround(firstEndedAt, parked, held, onFreed);
    }
  }

  /**
   * Frees exchanges that started so close to the first end that their order of arrival decides. Those that
   * started even later still wait for the one that ended first: see {@link CausalOrder}.
   */
  #freeAround(
    firstEndedAt: number,
    parked: EarliestUnfinished<T>,
    way: number,
    onFreed: (exchange: T) => void,
  ): void {
    const close: T[] = [];
    for (let { first } = parked; first !== undefined; first = parked.first) {
      // Twice, as sums of times are rounded.
      if (first.startedAt > firstEndedAt + 2 * this.#skewMs) break;
      parked.removeFirst();
      close.push(first);
    }
    for (const exchange of close) {
      if (this.holdsBack(exchange, way)) parked.add(exchange);
      else onFreed(exchange);
    }
  }

  /** An exchange that started at this moment or later has to wait. */
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
  skewMs: number,
  onFreed: (exchange: T) => void,
): void {
  for (let { first } = parked; first !== undefined; first = parked.first) {
    if (first.startedAt + skewMs >= firstEndedAt) return;
    parked.removeFirst();
    onFreed(first);
  }
}

/**
 * Within a lane, times show which was answered before the other started. Between two lanes, the order of
 * arrival decides if times cannot.
 */
function mayPrecede(earlier: TimedExchange, later: TimedExchange, skewMs: number): boolean {
  if (earlier.place >= later.place) return false;
  const slackMs = earlier.lane === later.lane ? 0 : skewMs;
  return earlier.endedAt <= later.startedAt + slackMs;
}

function startOf({ startedAt }: TimedExchange): number {
  return startedAt;
}

function endOf({ endedAt }: TimedExchange): number {
  return endedAt;
}
