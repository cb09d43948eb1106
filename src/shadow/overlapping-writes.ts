import { skewBetween } from '../vocabulary/tap-lane.ts';
import type { TimeSlack } from '../vocabulary/time-slack.ts';

/**
 * Longer than nearly all answers take, also those of a loaded primary; after this, a pair is judged without
 * requests that primary has not answered yet.
 */
const underWayMsMax = 10_000;
/** The same while waiting pairs hold many bytes, and after {@link OverlappingWrites.endPauses}. */
const underWayMsMin = 1_000;
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
  readonly bytes: number;
  /** How long it has waited; time in which this thread stalled does not count. */
  waitedMs: number;
  readonly proceed: () => void;
}

/** When primary processed an exchange; milliseconds on the live thread's clock. */
export interface Timed {
  readonly sequence: number;
  readonly startedAt: number;
  readonly endedAt: number;
}

/** When primary answered an exchange, and how much sooner the answer may have ended. */
export interface Arrived extends Pick<Timed, 'endedAt'> {
  readonly slack?: TimeSlack;
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
 * For writes that have not arrived, it waits until exchanges have arrived that primary answered ten seconds
 * later, so that a backlog changes nothing. If nothing arrives any more, it waits for ten seconds of this process, or
 * for a minute in a hub, because exchanges may stop arriving there for a while.
 */
export class OverlappingWrites {
  readonly #settled = new Set<number>();
  /** Writes that have arrived, in the order of primary's answers. Most are not settled. */
  #arrived: Timed[] = [];
  readonly #unsettled = new Set<number>();
  readonly #waiting = new Set<Waiting>();
  #waitingBytes = 0;
  readonly #skewMs: number;
  readonly #waitingBytesMax: () => number;
  #pauseMsMax: number;
  /** All exchanges that primary answered before this time should have arrived: the latest end, less its slack. */
  #arrivedTo = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | null = null;

  /**
   * @param skewMs by how much the clocks of two taps may differ, so that closer times overlap; 0 if there is
   *   only one
   * @param mayPause whether exchanges may stop arriving for a while and come later
   * @param waitingBytesMax how many bytes waiting pairs may hold: if long requests of clients are always in
   *   progress, most pairs wait for one
   */
  constructor(skewMs = 0, mayPause = false, waitingBytesMax = () => Infinity) {
    this.#skewMs = skewMs;
    this.#waitingBytesMax = waitingBytesMax;
    this.#pauseMsMax = mayPause ? pauseMsMax : underWayMsMax;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Notes that nothing more arrives, so that pairs need not wait for it. */
  endPauses(): void {
    this.#pauseMsMax = underWayMsMin;
  }

  /** To be called for each exchange that arrives. */
  noteArrived({ endedAt, slack }: Arrived): void {
    // The first answer that is seen after a stall of the live thread need not be the first that ended.
    this.#arrivedTo = Math.max(this.#arrivedTo, endedAt - (slack?.totalMs ?? 0));
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

  /**
   * Calls back at once, or when the last of them is settled or given up.
   *
   * @param bytes what the pair holds in memory
   */
  whenSettled(exchange: Overlapped, bytes: number, proceed: () => void): void {
    const missing = this.#missing(exchange);
    if (missing.size === 0) return proceed();
    const { endedAt } = exchange;
    this.#waiting.add({ missing, endedAt, bytes, waitedMs: 0, proceed });
    this.#waitingBytes += bytes;
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
    if (this.#waiting.delete(one)) this.#waitingBytes -= one.bytes;
    one.proceed();
  }

  #sweep(): void {
    const bytesMax = this.#waitingBytesMax();
    for (const one of this.#waiting) {
      const underWayMs = this.#waitingBytes > bytesMax ? underWayMsMin : underWayMsMax;
      const isPassed = one.endedAt + underWayMs <= this.#arrivedTo;
      // After a stall of this thread, what is in its port has not been seen: so a late sweep counts as one.
      one.waitedMs += lookEveryMs;
      if (isPassed || one.waitedMs >= this.#pauseMsMax) this.#waitNoMoreForAbsent(one);
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
