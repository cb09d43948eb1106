import { skewBetween } from '../vocabulary/tap-lane.ts';

/**
 * Longer than most answers take; after this, a pair is judged without requests that primary has not answered
 * yet.
 */
const underWayMsMax = 1_000;
/** A hub receives nothing while PostgreSQL or NATS is away, and gives exchanges up some time after this. */
const pauseMsMax = 60_000;
const lookEveryMs = 100;
/** Waiting pairs hold bytes: past this number, the pair that has waited for longest is judged. */
export const waitingPairsMax = 4_000;
/** The number of settled sequences to remember. */
const settledMax = 20_000;
/**
 * The number of unsettled writes to check for one pair, so that a long queue does not cost each pair all of
 * it.
 */
const lookedAtMax = 500;

interface Waiting {
  readonly missing: Set<number>;
  readonly endedAt: number;
  /** The start of the wait, by this process's clock. */
  readonly sinceMs: number;
  readonly proceed: () => void;
}

/** When primary processed an exchange; milliseconds on the live thread's clock. */
export interface Timed {
  readonly sequence: number;
  readonly startedAt: number;
  readonly endedAt: number;
}

/** An exchange that may have overlapped with writes. */
export interface Overlapped extends Timed {
  readonly openWrites: readonly number[];
}

/**
 * Holds a pair back until the writes that overlapped with it on primary are settled: the candidate has
 * answered them, or will not be asked. Only then is it known what they may have changed in the pair's
 * answers, and which identities the candidate has for the things that they made.
 *
 * A pair waits for a write that has arrived until the write is settled, however far the candidate is behind.
 * For writes that have not arrived, it waits until exchanges have arrived that primary answered a second
 * later, so that a backlog changes nothing. If nothing arrives any more, that second is one of this process;
 * in a hub it is longer, because exchanges may stop arriving for a while.
 */
export class OverlappingWrites {
  readonly #settled = new Set<number>();
  /** Writes that have arrived, in the order of primary's answers. Most are not settled. */
  #arrived: Timed[] = [];
  readonly #unsettled = new Set<number>();
  readonly #waiting = new Set<Waiting>();
  readonly #skewMs: number;
  #pauseMsMax: number;
  /** The latest end of all exchanges that have arrived. */
  #arrivedTo = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | null = null;

  /**
   * @param skewMs by how much the clocks of two taps may differ, so that closer times overlap; 0 if there is
   *   only one
   * @param mayPause whether exchanges may stop arriving for a while and come later
   */
  constructor(skewMs = 0, mayPause = false) {
    this.#skewMs = skewMs;
    this.#pauseMsMax = mayPause ? pauseMsMax : underWayMsMax;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Notes that nothing more arrives, so that pairs need not wait for it. */
  endPauses(): void {
    this.#pauseMsMax = underWayMsMax;
  }

  /** To be called for each exchange that arrives. */
  noteArrived({ endedAt }: Pick<Timed, 'endedAt'>): void {
    this.#arrivedTo = Math.max(this.#arrivedTo, endedAt);
  }

  /** Adds a write that primary has answered; it is settled later. */
  noteWrite({ sequence, startedAt, endedAt }: Timed): void {
    this.#unsettled.add(sequence);
    this.#arrived.push({ sequence, startedAt, endedAt });
    if (this.#arrived.length <= 64 + 2 * this.#unsettled.size) return;
    this.#arrived = this.#arrived.filter((one) => this.#unsettled.has(one.sequence));
  }

  /** Notes that an exchange has been learned from. */
  noteSettled(sequence: number): void {
    this.#unsettled.delete(sequence);
    this.#settled.add(sequence);
    if (this.#settled.size > settledMax) this.#forgetOldest();
    for (const one of this.#waiting) {
      if (one.missing.delete(sequence) && one.missing.size === 0) this.#proceed(one);
    }
  }

  /** Whether a write that overlapped with an exchange is not settled. */
  mustWait(exchange: Overlapped): boolean {
    return this.#missing(exchange).size > 0;
  }

  /** Calls back at once, or when the last of them is settled or given up. */
  whenSettled(exchange: Overlapped, proceed: () => void): void {
    const missing = this.#missing(exchange);
    if (missing.size === 0) return proceed();
    const { endedAt } = exchange;
    this.#waiting.add({ missing, endedAt, sinceMs: performance.now(), proceed });
    const [oldest] = this.#waiting;
    if (oldest !== undefined && this.#waiting.size > waitingPairsMax) this.#proceed(oldest);
    this.#timer ??= setTimeout(() => this.#sweep(), lookEveryMs).unref();
  }

  #missing({ sequence, startedAt, endedAt, openWrites }: Overlapped): Set<number> {
    const missing = new Set(openWrites.filter((one) => !this.#settled.has(one)));
    // Writes of other taps may be out of the order of their ends, by at most the skew.
    const first = firstAnsweredAfter(this.#arrived, startedAt - 2 * this.#skewMs);
    for (const write of this.#arrived.slice(first, first + lookedAtMax)) {
      if (write.sequence === sequence || !this.#unsettled.has(write.sequence)) continue;
      const slackMs = skewBetween(write.sequence, sequence, this.#skewMs);
      const isAnsweredBefore = write.endedAt + slackMs <= startedAt;
      if (!isAnsweredBefore && write.startedAt < endedAt + slackMs) missing.add(write.sequence);
    }
    return missing;
  }

  /** Releases everything that waits. */
  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    for (const one of this.#waiting) this.#proceed(one);
  }

  #proceed(one: Waiting): void {
    this.#waiting.delete(one);
    one.proceed();
  }

  #sweep(): void {
    const now = performance.now();
    for (const one of this.#waiting) {
      const isPassed = one.endedAt + underWayMsMax <= this.#arrivedTo;
      if (isPassed || one.sinceMs + this.#pauseMsMax <= now) this.#waitNoMoreForAbsent(one);
    }
    this.#timer =
      this.#waiting.size > 0 ? setTimeout(() => this.#sweep(), lookEveryMs).unref() : null;
  }

  /**
   * Writes that have arrived are settled in time: the candidate answers, or a time limit ends the request.
   */
  #waitNoMoreForAbsent(one: Waiting): void {
    for (const sequence of one.missing)
      if (!this.#unsettled.has(sequence)) one.missing.delete(sequence);
    if (one.missing.size === 0) this.#proceed(one);
  }

  #forgetOldest(): void {
    let surplus = settledMax / 16;
    for (const sequence of this.#settled) {
      if (surplus === 0) return;
      this.#settled.delete(sequence);
      surplus -= 1;
    }
  }
}

/** By bisection: the index of the first write that was answered after a moment. */
function firstAnsweredAfter(writes: readonly Timed[], moment: number): number {
  let [low, high] = [0, writes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((writes[middle]?.endedAt ?? Number.POSITIVE_INFINITY) > moment) high = middle;
    else low = middle + 1;
  }
  return low;
}
