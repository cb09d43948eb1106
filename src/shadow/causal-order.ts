import { EarliestFirst } from './earliest-first.ts';

/** What decides when an exchange may be mirrored; times on one clock, in milliseconds. */
export interface CausalFacts {
  /** When its request was first seen. */
  readonly startedAt: number;
  /** When primary's answer was complete. */
  readonly endedAt: number;
  readonly isWrite: boolean;
}

export interface CausalOrderOptions {
  /** How many may be on their way to the candidate at once. */
  readonly concurrency: number;
  /** How many may wait; what comes past it is turned away. */
  readonly queueMax: number;
}

/** An exchange whose turn has come; to be handed to `finish` when the candidate is done with it. */
export interface Turn<T> {
  readonly item: T;
}

interface Entry<T> extends CausalFacts, Turn<T> {
  finished: boolean;
}

/** In milliseconds, and less than it takes to answer anything. */
const leastDuration = 0.001;

/**
 * Decides which exchange may be mirrored next. If write W was answered before request B was sent,
 * then B may depend on W, and waits until the candidate has finished W; and a write waits likewise
 * for everything answered before it was sent, lest a read see what its client never saw. What
 * overlapped on primary is free to overlap here. What comes first waits least.
 *
 * The happened-before relation is Lamport's (CACM 21:7, 1978), with the answer as the message. It
 * holds among all that are here, in whatever order they came. Each step costs O(log n).
 */
export class CausalOrder<T> {
  readonly #options: CausalOrderOptions;
  readonly #waitingReads = new EarliestFirst<Entry<T>>(startOf);
  readonly #waitingWrites = new EarliestFirst<Entry<T>>(startOf);
  readonly #reads = new Unfinished();
  readonly #writes = new Unfinished();
  #inFlight = 0;

  constructor(options: CausalOrderOptions) {
    this.#options = options;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get waiting(): number {
    return this.#waitingReads.size + this.#waitingWrites.size;
  }

  /**
   * What is turned away is the newcomer: nothing that waits depends on it yet.
   *
   * @returns false where too many wait already: the exchange is not taken
   */
  add(item: T, { startedAt, endedAt, isWrite }: CausalFacts): boolean {
    if (this.waiting >= this.#options.queueMax) return false;
    const entry: Entry<T> = {
      item,
      startedAt,
      // None ends before it starts, so that no two can ever wait for each other, nor one for itself.
      endedAt: Math.max(endedAt, startedAt + leastDuration),
      isWrite,
      finished: false,
    };
    this.#unfinished(entry).add(entry);
    (isWrite ? this.#waitingWrites : this.#waitingReads).add(entry);
    return true;
  }

  /** The next exchange to mirror; null where none may go now. */
  next(): Turn<T> | null {
    if (this.#inFlight >= this.#options.concurrency) return null;
    const writeEndedAt = this.#writes.firstEndedAt;
    const read = firstBefore(this.#waitingReads, writeEndedAt);
    const write = firstBefore(
      this.#waitingWrites,
      Math.min(writeEndedAt, this.#reads.firstEndedAt),
    );
    if (read === null && write === null) return null;
    this.#inFlight += 1;
    if (write === null || (read !== null && read.startedAt <= write.startedAt)) {
      this.#waitingReads.removeFirst();
      return read;
    }
    this.#waitingWrites.removeFirst();
    return write;
  }

  /** The candidate is done with an exchange, whichever way: what waited for it may go. */
  finish(turn: Turn<T>): void {
    const entry = turn as Entry<T>;
    if (entry.finished) return;
    this.#inFlight -= 1;
    this.#settle(entry);
  }

  /** Takes out all that wait, as if each had had its turn. */
  takeWaiting(): T[] {
    const taken = [...this.#waitingReads.takeAll(), ...this.#waitingWrites.takeAll()];
    for (const entry of taken) this.#settle(entry);
    return taken.map(({ item }) => item);
  }

  #settle(entry: Entry<T>): void {
    entry.finished = true;
    this.#unfinished(entry).noteFinished();
  }

  #unfinished({ isWrite }: Entry<T>): Unfinished {
    return isWrite ? this.#writes : this.#reads;
  }
}

function startOf({ startedAt }: CausalFacts): number {
  return startedAt;
}

/** Null where there is none, or where even the first one started at this moment or later. */
function firstBefore<T>(waiting: EarliestFirst<Entry<T>>, moment: number): Entry<T> | null {
  const { first } = waiting;
  return first === undefined || first.startedAt >= moment ? null : first;
}

interface Ending {
  readonly endedAt: number;
  readonly finished: boolean;
}

/**
 * What the candidate has not finished, by when primary answered it. What is finished is left in the
 * heap until it comes first or makes up half of it.
 */
class Unfinished {
  readonly #byEnd = new EarliestFirst<Ending>(({ endedAt }) => endedAt);
  #finished = 0;

  /** Who started at this moment or after has something to wait for. */
  get firstEndedAt(): number {
    for (;;) {
      const { first } = this.#byEnd;
      if (first === undefined) return Number.POSITIVE_INFINITY;
      if (!first.finished) return first.endedAt;
      this.#byEnd.removeFirst();
      this.#finished -= 1;
    }
  }

  add(ending: Ending): void {
    this.#byEnd.add(ending);
  }

  /** One that was added has its `finished` set. */
  noteFinished(): void {
    this.#finished += 1;
    if (this.#finished < 64 || this.#finished * 2 < this.#byEnd.size) return;
    this.#byEnd.keep(({ finished }) => !finished);
    this.#finished = 0;
  }
}
