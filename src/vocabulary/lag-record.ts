import type { Span } from './span.ts';

/** How far apart the clocks of two machines, and of their databases, may be. */
export const clockSkewMs = 1000;

/** 24 days, at 36 bytes a second; of the memory, no more is taken up than is written. */
const secondsMax = 2 ** 21;
/** Of milliseconds: a recording may lag by years, which 32 bits do not hold. */
const timeLanes = 4;
/** An exchange that took longer says little of when its writes were made. */
const secondsEach = 3600;
/** One deployment may write at the start of a request, and the other one at its end. */
const writeSpreadMs = 2000;

/** What is recorded of a second of primary's, in milliseconds: see {@link LagRecord}. */
export interface LagSecond {
  /** Since 1970. */
  readonly second: number;
  /** Earliest and latest, since the second began. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly leastMs: number;
  readonly mostMs: number;
}

/** Memory for an empty record. */
export function lagMemory(): SharedArrayBuffer {
  const bytesEach = timeLanes * Float64Array.BYTES_PER_ELEMENT + Int32Array.BYTES_PER_ELEMENT;
  return new SharedArrayBuffer(secondsMax * bytesEach);
}

/**
 * Records, second by second, when another deployment did what primary did: the lag of mirrored writes.
 * One thread writes it, and another one reads it.
 */
export class LagRecord {
  readonly #seconds: Int32Array;
  /** See {@link LagSecond}. */
  readonly #from: Float64Array;
  readonly #to: Float64Array;
  /** Least and greatest lag, in milliseconds: what takes an hour in both may still lag by nothing. */
  readonly #least: Float64Array;
  readonly #most: Float64Array;

  /** @param memory of {@link lagMemory} */
  constructor(memory: SharedArrayBuffer) {
    const bytes = secondsMax * Float64Array.BYTES_PER_ELEMENT;
    this.#from = new Float64Array(memory, 0, secondsMax);
    this.#to = new Float64Array(memory, bytes, secondsMax);
    this.#least = new Float64Array(memory, 2 * bytes, secondsMax);
    this.#most = new Float64Array(memory, 3 * bytes, secondsMax);
    this.#seconds = new Int32Array(memory, timeLanes * bytes, secondsMax);
  }

  /** Records that the other deployment did in its span what primary did in the first. */
  note(primary: Span, other: Span): void {
    const first = secondOf(primary.fromMs);
    const last = Math.min(secondOf(primary.toMs), first + secondsEach);
    const lag = lagBetween(primary, other);
    for (let second = first; second <= last; second += 1) this.#widen(second, other, lag);
  }

  /** In whole milliseconds, as the database has them. */
  #widen(second: number, other: Span, lagged: Span): void {
    const slot = second % secondsMax;
    const sinceMs = second * 1000;
    const [from, to] = [Math.floor(other.fromMs) - sinceMs, Math.ceil(other.toMs) - sinceMs];
    const lag = { fromMs: Math.floor(lagged.fromMs), toMs: Math.ceil(lagged.toMs) };
    if (Atomics.load(this.#seconds, slot) !== second) {
      this.#from[slot] = from;
      this.#to[slot] = to;
      this.#least[slot] = lag.fromMs;
      this.#most[slot] = lag.toMs;
      Atomics.store(this.#seconds, slot, second);
      return;
    }
    lower(this.#from, slot, from);
    raise(this.#to, slot, to);
    lower(this.#least, slot, lag.fromMs);
    raise(this.#most, slot, lag.toMs);
  }

  /** What is recorded of these seconds, both included. */
  seconds(first: number, last: number): readonly LagSecond[] {
    const found: LagSecond[] = [];
    for (let second = first; second <= last; second += 1) {
      const slot = second % secondsMax;
      if (Atomics.load(this.#seconds, slot) !== second) continue;
      found.push({
        second,
        fromMs: this.#from[slot] ?? 0,
        toMs: this.#to[slot] ?? 0,
        leastMs: this.#least[slot] ?? 0,
        mostMs: this.#most[slot] ?? 0,
      });
    }
    return found;
  }

  /** Adds what another record had of a second. */
  restore({ second, fromMs, toMs, leastMs, mostMs }: LagSecond): void {
    const sinceMs = second * 1000;
    const other = { fromMs: sinceMs + fromMs, toMs: sinceMs + toMs };
    this.#widen(second, other, { fromMs: leastMs, toMs: mostMs });
  }

  /** When the other deployment did what primary did at this time; null where nothing is recorded. */
  at(primaryMs: number): Span | null {
    let [fromMs, toMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    let [leastMs, mostMs] = [fromMs, toMs];
    const last = secondOf(primaryMs + clockSkewMs);
    for (let second = secondOf(primaryMs - clockSkewMs); second <= last; second += 1) {
      const slot = second % secondsMax;
      if (second <= 0 || Atomics.load(this.#seconds, slot) !== second) continue;
      fromMs = Math.min(fromMs, second * 1000 + (this.#from[slot] ?? 0));
      toMs = Math.max(toMs, second * 1000 + (this.#to[slot] ?? 0));
      leastMs = Math.min(leastMs, this.#least[slot] ?? 0);
      mostMs = Math.max(mostMs, this.#most[slot] ?? 0);
    }
    // Each of the two clocks may be off, and so may be what lies between them.
    const earliest = Math.max(fromMs - clockSkewMs, primaryMs + leastMs - 2 * clockSkewMs);
    const latest = Math.min(toMs + clockSkewMs, primaryMs + mostMs + 2 * clockSkewMs);
    return latest < earliest ? null : { fromMs: earliest, toMs: latest };
  }
}

/**
 * By how much the other deployment was behind: something between what it was at the start and at the
 * end, give or take as much as what is written may be put off in either.
 */
function lagBetween(primary: Span, other: Span): Span {
  const [start, end] = [other.fromMs - primary.fromMs, other.toMs - primary.toMs];
  const shorter = Math.min(primary.toMs - primary.fromMs, other.toMs - other.fromMs);
  const spreadMs = Math.min(shorter, writeSpreadMs);
  return { fromMs: Math.min(start, end) - spreadMs, toMs: Math.max(start, end) + spreadMs };
}

function lower(lane: Float64Array, slot: number, value: number): void {
  if (value < (lane[slot] ?? 0)) lane[slot] = value;
}

function raise(lane: Float64Array, slot: number, value: number): void {
  if (value > (lane[slot] ?? 0)) lane[slot] = value;
}

function secondOf(ms: number): number {
  return Math.floor(ms / 1000);
}
