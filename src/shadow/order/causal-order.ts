import { EarliestUnfinished } from './earliest-unfinished.ts';
import { KeyQueue, type Touch, type TimedExchange, wayOf } from './key-queue.ts';

/** The facts that decide when an exchange may be mirrored. Times are on one clock, in milliseconds. */
export interface CausalFacts {
  /** When Parallax first saw its request. */
  readonly startedAt: number;
  /** When primary's answer was complete. */
  readonly endedAt: number;
  /** The lane of its tap, in a fleet: exchanges of one lane have one clock. */
  readonly lane?: number;
  /** What it may depend on or change: each key at most once. */
  readonly touches: readonly Touch[];
}

/** An exchange in the order; to be passed to `finish` once. */
export interface QueuedExchange<T> {
  readonly item: T;
}

interface OrderedExchange<T> extends QueuedExchange<T>, TimedExchange {
  readonly queues: readonly KeyQueue<OrderedExchange<T>>[];
  readonly ways: readonly number[];
  /** The queue in which it waits; null once its turn has come. */
  waitsIn: EarliestUnfinished<OrderedExchange<T>> | null;
  finished: boolean;
}

/** In milliseconds; shorter than any answer takes. */
const leastDuration = 0.001;

/**
 * Decides which exchange may be mirrored next. If W was answered before B was sent, both touch a key, and at
 * least one of the two writes there, then B may depend on W, and waits until the candidate has finished W. A
 * write also waits for reads, so that no read sees what its client never saw. Exchanges that overlapped on
 * primary may overlap here, and so may exchanges that share no key, or only keys that both touch in part.
 * Requests are mirrored in the order in which they were sent.
 *
 * The happened-before relation is Lamport's (CACM 21:7, 1978), with the answer as the message. It holds among
 * all queued exchanges, in whatever order they arrived. Each step costs O(log n) per key.
 *
 * In a fleet, exchanges of two taps have two clocks, which differ by up to `skewMs`. W was surely answered
 * before B was sent if W.endedAt + skew <= B.startedAt, and may have been if W.endedAt <= B.startedAt + skew.
 * B waits for each W that may have been, **if W arrived first**. So if times cannot decide, the order of
 * arrival does (`TapMerge` determines it). Exchanges of one tap wait by their times alone, so that exchanges
 * that overlapped on one tap overlap here.
 *
 * No two exchanges can wait for each other, not even through others: each waits only for earlier arrivals.
 * That is why an exchange of a fleet never waits for a later arrival, not even one of its own tap; `TapMerge`
 * keeps each tap's own order. An exchange that surely came first also goes first: an end that lies more than
 * the skew before the latest end counts as exactly that far before it, so that a queue need not look at
 * exchanges that started long after its first end.
 *
 * Times, arrival and identities cannot decide which of two exchanges came first if they belong to two taps,
 * are closer than the skew, and name nothing that the other one made. The candidate may process them in the
 * other order, so they count as overlapping wherever differences are explained.
 */
export class CausalOrder<T> {
  readonly #queues = new Map<string, KeyQueue<OrderedExchange<T>>>();
  /** Exchanges that nothing held back when they were last checked. */
  readonly #ready = new EarliestUnfinished<OrderedExchange<T>>(({ startedAt }) => startedAt);
  readonly #skewMs: number;
  /** The latest end of all exchanges that have arrived. */
  #lastEndedAt = Number.NEGATIVE_INFINITY;
  #places = 0;
  readonly #await = (exchange: OrderedExchange<T>): void => this.#putToWait(exchange);
  #waiting = 0;
  #inFlight = 0;

  /** @param skewMs by how much the clocks of two lanes may differ; 0 if there is only one */
  constructor(skewMs = 0) {
    this.#skewMs = skewMs;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get waiting(): number {
    return this.#waiting;
  }

  /** The number of keys in memory: those that an unfinished exchange touches. */
  get keys(): number {
    return this.#queues.size;
  }

  add(item: T, { startedAt, endedAt, touches, lane = 0 }: CausalFacts): QueuedExchange<T> {
    const exchange: OrderedExchange<T> = {
      item,
      startedAt,
      // No exchange ends before it starts, so that no two can wait for each other, nor one for itself.
      endedAt: this.#notTooEarly(Math.max(endedAt, startedAt + leastDuration)),
      lane,
      place: (this.#places += 1),
      queues: touches.map(({ key }) => this.#queueOf(key)),
      ways: touches.map(wayOf),
      waitsIn: null,
      finished: false,
    };
    for (const [at, queue] of exchange.queues.entries())
      queue.enter(exchange, exchange.ways[at] ?? 0);
    this.#waiting += 1;
    this.#putToWait(exchange);
    return exchange;
  }

  /** The next exchange to mirror; null if none may go now. */
  next(): QueuedExchange<T> | null {
    for (let { first } = this.#ready; first !== undefined; first = this.#ready.first) {
      this.#ready.removeFirst();
      // An exchange that it depends on may have arrived after it.
      const at = heldBackAt(first);
      if (at >= 0) {
        park(first, at);
        continue;
      }
      first.waitsIn = null;
      this.#waiting -= 1;
      this.#inFlight += 1;
      return first;
    }
    return null;
  }

  /**
   * Notes that the candidate is done with an exchange, in whatever way, or that it is given up before its
   * turn. The exchanges that waited for it may go.
   */
  finish(queued: QueuedExchange<T>): void {
    const exchange = queued as OrderedExchange<T>;
    if (exchange.finished) return;
    exchange.finished = true;
    if (exchange.waitsIn === null) {
      this.#inFlight -= 1;
    } else {
      this.#waiting -= 1;
      exchange.waitsIn.noteFinished();
    }
    for (const [at, queue] of exchange.queues.entries()) {
      queue.leave(exchange.ways[at] ?? 0, this.#await);
      if (queue.isIdle) this.#queues.delete(queue.key);
    }
  }

  #putToWait(exchange: OrderedExchange<T>): void {
    const at = heldBackAt(exchange);
    if (at >= 0) return park(exchange, at);
    this.#ready.add(exchange);
    exchange.waitsIn = this.#ready;
  }

  #notTooEarly(endedAt: number): number {
    if (this.#skewMs === 0) return endedAt;
    this.#lastEndedAt = Math.max(this.#lastEndedAt, endedAt);
    return Math.max(endedAt, this.#lastEndedAt - this.#skewMs);
  }

  #queueOf(key: string): KeyQueue<OrderedExchange<T>> {
    const known = this.#queues.get(key);
    if (known !== undefined) return known;
    const queue = new KeyQueue<OrderedExchange<T>>(key, this.#skewMs);
    this.#queues.set(key, queue);
    return queue;
  }
}

/** The index of the first queue that holds it back; -1 if it may go. */
function heldBackAt<T>(exchange: OrderedExchange<T>): number {
  const { queues, ways } = exchange;
  return queues.findIndex((queue, at) => queue.holdsBack(exchange, ways[at] ?? 0));
}

function park<T>(exchange: OrderedExchange<T>, at: number): void {
  exchange.waitsIn = exchange.queues[at]?.park(exchange, exchange.ways[at] ?? 0) ?? null;
}
