import { CausalPlace, type Touch, type Visit, wayOf } from './key-queue.ts';
import { EarliestUnfinished } from './earliest-unfinished.ts';

/** What decides when an exchange may be mirrored; times on one clock, in milliseconds. */
export interface CausalFacts {
  /** When its request was first seen. */
  readonly startedAt: number;
  /** When primary's answer was complete. */
  readonly endedAt: number;
  /** What it may depend on or change: each key at most once. */
  readonly touches: readonly Touch[];
}

/** An exchange that has its place in the order; to be handed to `finish` once. */
export interface Turn<T> {
  readonly item: T;
}

interface Entry<T> extends Turn<T>, Visit {
  readonly places: readonly CausalPlace<Entry<T>>[];
  readonly ways: readonly number[];
  /** Where it waits; null when its turn has come. */
  waitsIn: EarliestUnfinished<Entry<T>> | null;
  finished: boolean;
}

/** In milliseconds, and less than it takes to answer anything. */
const leastDuration = 0.001;

/**
 * Decides which exchange may be mirrored next. If W was answered before B was sent, both touch a
 * key, and at least one of the two writes there, then B may depend on W, and waits until the
 * candidate has finished W. A write waits likewise for reads, lest a read see what its client never
 * saw. What overlapped on primary is free to overlap here, and so is what has no key in common, or
 * only such of which both touch no more than a part. What was sent first goes first.
 *
 * The happened-before relation is Lamport's (CACM 21:7, 1978), with the answer as the message. It
 * holds among all that are here, in whatever order they came. Each step costs O(log n) a key.
 */
export class CausalOrder<T> {
  readonly #places = new Map<string, CausalPlace<Entry<T>>>();
  /** Those that nothing held back when they were last looked at. */
  readonly #ready = new EarliestUnfinished<Entry<T>>(({ startedAt }) => startedAt);
  readonly #await = (entry: Entry<T>): void => this.#putToWait(entry);
  #waiting = 0;
  #inFlight = 0;

  get inFlight(): number {
    return this.#inFlight;
  }

  get waiting(): number {
    return this.#waiting;
  }

  /** How many keys are kept: those that something unfinished touches. */
  get keys(): number {
    return this.#places.size;
  }

  add(item: T, { startedAt, endedAt, touches }: CausalFacts): Turn<T> {
    const entry: Entry<T> = {
      item,
      startedAt,
      // None ends before it starts, so that no two can ever wait for each other, nor one for itself.
      endedAt: Math.max(endedAt, startedAt + leastDuration),
      places: touches.map(({ key }) => this.#placeOf(key)),
      ways: touches.map(wayOf),
      waitsIn: null,
      finished: false,
    };
    for (const [at, place] of entry.places.entries()) place.enter(entry, entry.ways[at] ?? 0);
    this.#waiting += 1;
    this.#putToWait(entry);
    return entry;
  }

  /** The next exchange to mirror; null where none may go now. */
  next(): Turn<T> | null {
    for (let { first } = this.#ready; first !== undefined; first = this.#ready.first) {
      this.#ready.removeFirst();
      // What it depends on may have come after it did.
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
   * The candidate is done with an exchange, whichever way, or it is given up on before its turn:
   * what waited for it may go.
   */
  finish(turn: Turn<T>): void {
    const entry = turn as Entry<T>;
    if (entry.finished) return;
    entry.finished = true;
    if (entry.waitsIn === null) {
      this.#inFlight -= 1;
    } else {
      this.#waiting -= 1;
      entry.waitsIn.noteFinished();
    }
    for (const [at, place] of entry.places.entries()) {
      place.leave(entry.ways[at] ?? 0, this.#await);
      if (place.isIdle) this.#places.delete(place.key);
    }
  }

  #putToWait(entry: Entry<T>): void {
    const at = heldBackAt(entry);
    if (at >= 0) return park(entry, at);
    this.#ready.add(entry);
    entry.waitsIn = this.#ready;
  }

  #placeOf(key: string): CausalPlace<Entry<T>> {
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const place = new CausalPlace<Entry<T>>(key);
    this.#places.set(key, place);
    return place;
  }
}

/** The first of its places, as an index, where something holds it back; -1 if it may go. */
function heldBackAt<T>({ places, ways, startedAt }: Entry<T>): number {
  return places.findIndex((place, at) => place.holdsBack(startedAt, ways[at] ?? 0));
}

function park<T>(entry: Entry<T>, at: number): void {
  entry.waitsIn = entry.places[at]?.park(entry, entry.ways[at] ?? 0) ?? null;
}
