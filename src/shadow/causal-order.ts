/** What decides when an exchange may be mirrored; times on one clock, in milliseconds. */
export interface CausalFacts {
  /** When its request was first seen. */
  readonly startedAt: number;
  /** When primary's answer was complete. */
  readonly endedAt: number;
  readonly isWrite: boolean;
}

interface Entry<T> extends CausalFacts {
  readonly item: T;
  finished: boolean;
}

export interface CausalOrderOptions {
  /** How many may be on their way to the candidate at once. */
  readonly concurrency: number;
  /** How many may wait; what comes past it is turned away. */
  readonly queueMax: number;
}

/** An exchange whose turn has come. */
export interface Turn<T> {
  readonly item: T;
  readonly finish: () => void;
}

/**
 * Decides which exchange may be mirrored next. If write W was answered before request B was sent,
 * then B may depend on W, and waits until the candidate has finished W; and a write waits likewise
 * for everything answered before it was sent, lest a read see what its client never saw. What
 * overlapped on primary is free to overlap here.
 *
 * The happened-before relation is Lamport's (CACM 21:7, 1978), with the answer as the message.
 * Exchanges must be added in the order primary answered them. Each step costs O(log n).
 */
export class CausalOrder<T> {
  readonly #options: CausalOrderOptions;
  /** In the order they were answered, so that the first unfinished one was answered first. */
  readonly #unfinished = new AnsweredFirst<T>();
  readonly #unfinishedWrites = new AnsweredFirst<T>();
  readonly #blockedReads = new StartedFirst<T>();
  readonly #blockedWrites = new StartedFirst<T>();
  readonly #ready: Entry<T>[] = [];
  #readyAt = 0;
  #inFlight = 0;
  #lastAnsweredAt = Number.NEGATIVE_INFINITY;

  constructor(options: CausalOrderOptions) {
    this.#options = options;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get waiting(): number {
    const ready = this.#ready.length - this.#readyAt;
    return ready + this.#blockedReads.size + this.#blockedWrites.size;
  }

  /** @returns false where too many wait already: the exchange is not taken */
  add(item: T, { startedAt, endedAt, isWrite }: CausalFacts): boolean {
    if (this.waiting >= this.#options.queueMax) return false;
    // An answer can't come before what was answered before it, nor before its own question.
    const answeredAt = Math.max(endedAt, this.#lastAnsweredAt, startedAt + 0.001);
    this.#lastAnsweredAt = answeredAt;
    const entry: Entry<T> = { item, startedAt, endedAt: answeredAt, isWrite, finished: false };
    const blocked = this.#watermark(isWrite) <= startedAt;
    this.#unfinished.push(entry);
    if (isWrite) this.#unfinishedWrites.push(entry);
    if (!blocked) this.#ready.push(entry);
    else if (isWrite) this.#blockedWrites.push(entry);
    else this.#blockedReads.push(entry);
    return true;
  }

  /**
   * The next exchange to mirror, and what to call when the candidate has finished it, whichever way.
   * Null where none may go now.
   */
  next(): Turn<T> | null {
    if (this.#inFlight >= this.#options.concurrency) return null;
    const entry = this.#ready[this.#readyAt];
    if (entry === undefined) return null;
    this.#readyAt += 1;
    if (this.#readyAt > 1024 && this.#readyAt * 2 > this.#ready.length) {
      this.#ready.splice(0, this.#readyAt);
      this.#readyAt = 0;
    }
    this.#inFlight += 1;
    return { item: entry.item, finish: () => this.#finish(entry) };
  }

  #finish(entry: Entry<T>): void {
    if (entry.finished) return;
    entry.finished = true;
    this.#inFlight -= 1;
    this.#unfinished.dropFinished();
    this.#unfinishedWrites.dropFinished();
    this.#release(this.#blockedReads, this.#watermark(false));
    this.#release(this.#blockedWrites, this.#watermark(true));
  }

  /** Who started after this moment has something to wait for. */
  #watermark(isWrite: boolean): number {
    return (isWrite ? this.#unfinished : this.#unfinishedWrites).firstAnsweredAt;
  }

  #release(blocked: StartedFirst<T>, watermark: number): void {
    for (;;) {
      const entry = blocked.peek();
      if (entry === undefined || entry.startedAt >= watermark) return;
      blocked.pop();
      this.#ready.push(entry);
    }
  }
}

/** A queue in which entries are passed over once they are finished. */
class AnsweredFirst<T> {
  #entries: Entry<T>[] = [];
  #at = 0;

  get firstAnsweredAt(): number {
    return this.#entries[this.#at]?.endedAt ?? Number.POSITIVE_INFINITY;
  }

  push(entry: Entry<T>): void {
    this.#entries.push(entry);
  }

  dropFinished(): void {
    while (this.#entries[this.#at]?.finished === true) this.#at += 1;
    if (this.#at > 1024 && this.#at * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#at);
      this.#at = 0;
    }
  }
}

/** A binary heap by start. */
class StartedFirst<T> {
  readonly #heap: Entry<T>[] = [];

  get size(): number {
    return this.#heap.length;
  }

  peek(): Entry<T> | undefined {
    return this.#heap[0];
  }

  push(entry: Entry<T>): void {
    const heap = this.#heap;
    let at = heap.length;
    while (at > 0) {
      const parentAt = (at - 1) >> 1;
      const parent = heap[parentAt];
      if (parent === undefined || parent.startedAt <= entry.startedAt) break;
      heap[at] = parent;
      at = parentAt;
    }
    heap[at] = entry;
  }

  pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      const left = heap[2 * at + 1];
      const right = heap[2 * at + 2];
      const rightFirst =
        right !== undefined && left !== undefined && right.startedAt < left.startedAt;
      const child = rightFirst ? right : left;
      if (child === undefined || child.startedAt >= last.startedAt) break;
      heap[at] = child;
      at = 2 * at + (rightFirst ? 2 : 1);
    }
    heap[at] = last;
  }
}
