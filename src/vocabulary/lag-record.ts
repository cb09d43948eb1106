import type { Span } from './span.ts';

/** How far apart the clocks of two machines, and of their databases, may be. */
export const clockSkewMs = 1000;

/** 24 days, at twelve bytes a second; of the memory, no more is taken up than is written. */
const secondsMax = 2 ** 21;
const lanes = 3;
/** An exchange that took longer says little of when its writes were made. */
const secondsEach = 3600;

/** Memory for an empty record. */
export function lagMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(secondsMax * lanes * Int32Array.BYTES_PER_ELEMENT);
}

/**
 * Records, second by second, when another deployment did what primary did: the lag of mirrored writes.
 * One thread writes it, and another one reads it.
 */
export class LagRecord {
  readonly #seconds: Int32Array;
  /** Earliest and latest, in milliseconds since the second began. */
  readonly #from: Int32Array;
  readonly #to: Int32Array;

  /** @param memory of {@link lagMemory} */
  constructor(memory: SharedArrayBuffer) {
    const bytes = secondsMax * Int32Array.BYTES_PER_ELEMENT;
    this.#seconds = new Int32Array(memory, 0, secondsMax);
    this.#from = new Int32Array(memory, bytes, secondsMax);
    this.#to = new Int32Array(memory, 2 * bytes, secondsMax);
  }

  /** Records that the other deployment did in its span what primary did in the first. */
  note(primary: Span, other: Span): void {
    const first = secondOf(primary.fromMs);
    const last = Math.min(secondOf(primary.toMs), first + secondsEach);
    for (let second = first; second <= last; second += 1) this.#widen(second, other);
  }

  #widen(second: number, { fromMs, toMs }: Span): void {
    const slot = second % secondsMax;
    const [from, to] = [fromMs - second * 1000, toMs - second * 1000];
    if (Atomics.load(this.#seconds, slot) !== second) {
      this.#from[slot] = from;
      this.#to[slot] = to;
      Atomics.store(this.#seconds, slot, second);
      return;
    }
    if (from < (this.#from[slot] ?? 0)) this.#from[slot] = from;
    if (to > (this.#to[slot] ?? 0)) this.#to[slot] = to;
  }

  /** When the other deployment did what primary did at this time; null where nothing is recorded. */
  at(primaryMs: number): Span | null {
    let [fromMs, toMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    const last = secondOf(primaryMs + clockSkewMs);
    for (let second = secondOf(primaryMs - clockSkewMs); second <= last; second += 1) {
      const slot = second % secondsMax;
      if (second <= 0 || Atomics.load(this.#seconds, slot) !== second) continue;
      fromMs = Math.min(fromMs, second * 1000 + (this.#from[slot] ?? 0));
      toMs = Math.max(toMs, second * 1000 + (this.#to[slot] ?? 0));
    }
    return toMs < fromMs ? null : { fromMs: fromMs - clockSkewMs, toMs: toMs + clockSkewMs };
  }
}

function secondOf(ms: number): number {
  return Math.floor(ms / 1000);
}
