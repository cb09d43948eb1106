import type { Exchange } from '../../vocabulary/exchange.ts';
import type { TapNote } from '../../vocabulary/tap-note.ts';
import type { UnseenSpan } from '../../vocabulary/unseen-span.ts';
import { FleetNow } from './fleet-now.ts';
import { type HeldExchange, holdExchange, inFleet, notAfter } from './held-exchange.ts';
import { HeldQueue } from './held-queue.ts';
import { madeNames, namesOne, ownNameMade, searchedText, showsAny } from './made-names.ts';
import type { MergeCounts } from './merge-counts.ts';
import { OpenElsewhere, type OpenOnTap } from './open-elsewhere.ts';
import { aheadMsMax, TapClock } from './tap-clock.ts';
import { TapState } from './tap-state.ts';

export interface TapMergeOptions {
  /** By how much the wall clocks of two taps may differ, in milliseconds. */
  readonly clockSkewMs: number;
  /**
   * How long each exchange is held after it ended, in milliseconds: longer than the interval of a tap's
   * notes.
   */
  readonly reorderMs: number;
  /** Lanes of taps that were active before, as heard by a former owner of the partition. */
  readonly activeBefore?: readonly number[];
}

/** An exchange in its order, with the number of its message in the stream. */
export interface Merged {
  readonly exchange: Exchange;
  readonly streamSequence: number;
}

/** How long exchanges are held for a tap that makes no progress, for example while it reconnects to NATS. */
const patienceMs = 3_000;
/** If no tap was heard for this long, NATS was down: the taps come back one after the other. */
const silenceMs = 800;
/** A tap that was not heard for this long has stopped. */
const stoppedMs = 5_000;
/** A tap that was not heard for this long does not come back with its open exchanges. */
const lostMs = 30_000;
/** A tap that has not reported for this long is forgotten. */
const forgetMs = 600_000;
/** Shorter than any exchange, and longer than the rounding of times. */
const lateStepMs = 0.001;
/** One in this number of exchanges is checked for a contradiction of the skew. */
const checkedEvery = 64;
/** How far beyond the skew to look for contradictions. */
const checkedMs = 100;

/**
 * Puts the exchanges of many taps into one order: that of primary's answers, as far as the clocks show it.
 *
 * Each exchange is held until `reorderMs` have passed since it ended, so that the rhythm stays, and until
 * each active tap has reported up to its end plus the skew. Then all exchanges that may have come before it
 * are known. If a tap has made no progress for three seconds, and all taps have been heard again since,
 * nothing waits for it any more. At the start, exchanges are held equally long for taps that were active
 * before and are not heard yet. The order of one tap's exchanges is exact. Of two taps, the earlier end goes
 * first, with one exception: if a write may, within the skew, have been answered before a request was sent,
 * and the request or its answer names what the write made, the write goes first.
 *
 * An exchange that arrives too late by more than the skew gets the time of its release, and is left out as
 * `late`. Times are passed in: the same calls always give the same order.
 */
export class TapMerge {
  readonly #options: TapMergeOptions;
  readonly #taps = new Map<number, TapState>();
  readonly #held = new HeldQueue();
  readonly #open: OpenElsewhere;
  /** Taps that were active before, and have not been heard yet. */
  readonly #missing: Set<number>;
  #firstHeardAtMs = Number.POSITIVE_INFINITY;
  readonly #fleetNow = new FleetNow();
  #late: HeldExchange[] = [];
  #zeroMs: number | null = null;
  /** The latest end that was released. */
  #releasedTo = Number.NEGATIVE_INFINITY;
  #heldBytes = 0;
  #heardAtMs = Number.NEGATIVE_INFINITY;
  /** The last time in which no tap was heard. */
  #silence = { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.NEGATIVE_INFINITY };
  /** The open writes of each tap during a call of `release`. */
  #openOnTaps: readonly (readonly OpenOnTap[])[] = [];
  #counts = { late: 0, unsure: 0, contradictions: 0, seenSkewMs: 0 };

  constructor(options: TapMergeOptions) {
    this.#options = options;
    this.#missing = new Set(options.activeBefore);
    this.#open = new OpenElsewhere(options.clockSkewMs);
  }

  /** The size of the held messages, in bytes. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  get counts(): MergeCounts {
    const wrongClocks = [...this.#taps.values()].filter(({ clock }) => clock.aheadMs > 0).length;
    return { ...this.#counts, wrongClocks };
  }

  /**
   * When to call `release` again, if nothing is added before, by the clock of `nowMs`; null if nothing is
   * held.
   */
  get nextAtMs(): number | null {
    if (this.#late.length > 0) return this.#heardAtMs;
    const { first } = this.#held;
    if (first === undefined) return null;
    const { aheadMs } = this.#fleetNow;
    let next = first.endedAt + this.#options.reorderMs - aheadMs;
    if (this.#missing.size > 0) next = Math.max(next, this.#firstHeardAtMs + patienceMs);
    for (const tap of this.#taps.values()) {
      if (tap.completeTo < first.endedAt + this.#options.clockSkewMs) {
        next = Math.max(next, this.#waitsUntilMs(tap));
      }
    }
    return next;
  }

  /**
   * Takes the exchanges and the note of a message.
   *
   * @param streamSequence number of the message in the stream
   * @param exchanges with the tap's own numbers and times; each tap's messages come in their order
   * @param lane of this start of the tap, from 1
   * @param nowMs a wall clock, which must not go back from one call to the next
   */
  add(
    streamSequence: number,
    { note }: { readonly note: TapNote },
    exchanges: readonly Exchange[],
    lane: number,
    nowMs: number,
  ): void {
    const tap = this.#tapOf(lane, nowMs);
    if (nowMs - this.#heardAtMs > silenceMs)
      this.#silence = { fromMs: this.#heardAtMs, toMs: nowMs };
    this.#heardAtMs = nowMs;
    this.#firstHeardAtMs = Math.min(this.#firstHeardAtMs, nowMs);
    this.#missing.delete(lane);
    const latest = exchanges.reduce(
      (most, { endedAt }) => Math.max(most, endedAt),
      note.completeTo,
    );
    tap.clock.follow(note, latest, nowMs);
    for (const exchange of exchanges) {
      const held = holdExchange(exchange, streamSequence, lane, tap.clock);
      this.#hold(tap, notAfter(held, this.#fleetTime(nowMs) + aheadMsMax));
    }
    tap.hear(note, nowMs);
    this.#fleetNow.hear(tap.completeTo, nowMs);
  }

  /** Takes the exchanges that may go now, in order. */
  release(nowMs: number): readonly Merged[] {
    const released: Merged[] = [];
    // After NATS was down, taps come back one after the other, and a new owner knows none of them.
    if (this.#missing.size > 0 && nowMs < this.#firstHeardAtMs + patienceMs) return released;
    this.#missing.clear();
    for (const late of this.#late.splice(0)) released.push(this.#releaseLate(late));
    const { clockSkewMs, reorderMs } = this.#options;
    const fleetNow = nowMs + this.#fleetNow.aheadMs;
    let until = fleetNow - reorderMs;
    let sureUntil = until;
    for (const tap of this.#taps.values()) {
      const isWaitedFor = this.#waitsUntilMs(tap) > nowMs;
      if (isWaitedFor) until = Math.min(until, tap.completeTo - clockSkewMs);
      const isExpected = !tap.isIdle && nowMs - tap.heardAtMs < stoppedMs;
      if (isExpected) sureUntil = Math.min(sureUntil, tap.completeTo - clockSkewMs);
    }
    this.#openOnTaps = this.#listOpen();
    for (let { first } = this.#held; first !== undefined; first = this.#held.first) {
      if (first.endedAt > until) break;
      if (first.endedAt > sureUntil) this.#counts.unsure += 1;
      this.#releaseWhatMade(first, released);
      this.#releaseOne(first, released);
    }
    this.#forgetSilent(nowMs);
    return released;
  }

  /**
   * Takes the taps that have fallen silent in the middle of their work, each once, so that nothing waits for
   * them any more. To be called before `release`.
   *
   * @returns their possible last writes, also the ends of these spans for taps that were heard again, and the
   *   number of
   *   writes that were open at taps that have stayed silent
   */
  takeSilent(nowMs: number): {
    readonly silent: readonly UnseenSpan[];
    readonly lostWrites: number;
  } {
    const silent: UnseenSpan[] = [];
    let lostWrites = 0;
    for (const tap of this.#taps.values()) {
      const ended = tap.takeEnded();
      if (ended !== null) silent.push(ended);
      if (nowMs - tap.heardAtMs > lostMs) lostWrites += tap.takeLostWrites();
      // The others were heard shortly before: exchanges that no longer wait for this tap must be explained at
      // once.
      const isHeardNoMore = this.#heardAtMs - tap.heardAtMs > patienceMs - silenceMs;
      if (!isHeardNoMore || tap.isIdle || this.#waitsUntilMs(tap) > nowMs) continue;
      const span = tap.fallSilent(nowMs + this.#fleetNow.aheadMs, nowMs);
      if (span !== null) silent.push(span);
    }
    return { silent, lostWrites };
  }

  /** Until when exchanges are held for this tap, by the hub's clock. */
  #waitsUntilMs(tap: TapState): number {
    const { fromMs, toMs } = this.#silence;
    const wasSilenced = tap.heardAtMs <= fromMs && tap.heardAtMs > fromMs - patienceMs;
    const goesOnAtMs = Math.max(tap.wentOnAtMs, tap.completeTo - this.#fleetNow.aheadMs);
    const untilMs = patienceMs + (wasSilenced ? Math.max(goesOnAtMs, toMs) : goesOnAtMs);
    return tap.isIdle ? Math.min(untilMs, tap.heardAtMs + this.#options.reorderMs) : untilMs;
  }

  #hold(tap: TapState, held: HeldExchange): void {
    this.#heldBytes += held.bytes;
    tap.noteEnded(held);
    if (held.endedAt + this.#options.clockSkewMs < this.#releasedTo) {
      this.#late.push(held);
      return;
    }
    this.#held.add(held);
    if (held.isWrite) this.#open.add(held);
  }

  /**
   * If this exchange names what writes of other taps made, releases these writes first, with everything
   * earlier on their taps.
   */
  #releaseWhatMade(first: HeldExchange, released: Merged[]): void {
    const { clockSkewMs } = this.#options;
    const isChecked = first.exchange.sequence % checkedEvery === 0;
    const until = first.startedAt + clockSkewMs;
    for (const write of this.#open.answeredBy(until + (isChecked ? checkedMs : 0), first)) {
      write.made ??= madeNames(write.exchange);
      first.text ??= searchedText(first.exchange);
      if (!showsAny(first.text, write.made)) continue;
      this.#noteSkew(write, first);
      if (write.endedAt <= until) this.#releaseUpTo(write, released);
    }
  }

  /** A request that names what a write made was sent after the write's answer had begun. */
  #noteSkew({ exchange, endedAt, made }: HeldExchange, named: HeldExchange): void {
    const skewMs = endedAt - Math.max(0, exchange.endedAt - exchange.firstByteAt) - named.startedAt;
    if (skewMs <= this.#counts.seenSkewMs && skewMs <= this.#options.clockSkewMs) return;
    const own = ownNameMade(exchange, made ?? []);
    if (own === null || named.text === null || !namesOne(named.text, own)) return;
    this.#counts.seenSkewMs = Math.max(this.#counts.seenSkewMs, skewMs);
    if (skewMs > this.#options.clockSkewMs) this.#counts.contradictions += 1;
  }

  #releaseUpTo(write: HeldExchange, released: Merged[]): void {
    for (const one of this.#held.laneUpTo(write)) this.#releaseOne(one, released);
  }

  #releaseOne(first: HeldExchange, released: Merged[]): void {
    first.released = true;
    if (first.isWrite) this.#open.noteReleased();
    this.#heldBytes -= first.bytes;
    this.#releasedTo = Math.max(this.#releasedTo, first.endedAt);
    const open = this.#open.during(first, this.#openOnTaps);
    const { streamSequence } = first;
    released.push({
      exchange: inFleet(first, first, open, first.exchange.leftOut),
      streamSequence,
    });
  }

  /** Late exchanges go in the order of their arrival, after all that were released before. */
  #releaseLate(late: HeldExchange): Merged {
    this.#counts.late += 1;
    this.#heldBytes -= late.bytes;
    const startedAt = this.#releasedTo;
    this.#releasedTo += lateStepMs;
    const times = { startedAt, endedAt: this.#releasedTo };
    const exchange = inFleet(late, times, [], late.exchange.leftOut ?? 'late');
    return { exchange, streamSequence: late.streamSequence };
  }

  #listOpen(): readonly (readonly OpenOnTap[])[] {
    const open: (readonly OpenOnTap[])[] = [];
    for (const { openWrites } of this.#taps.values()) {
      if (openWrites.length > 0) open.push(openWrites);
    }
    return open;
  }

  /** The hub's wall clock on the timeline of the fleet. */
  #fleetTime(nowMs: number): number {
    // A day earlier, so that earlier times are still positive, and exact to a nanosecond. By the hub's own
    // clock, as a tap's may be wrong.
    this.#zeroMs ??= nowMs - dayMs;
    return nowMs - this.#zeroMs;
  }

  #tapOf(lane: number, nowMs: number): TapState {
    const known = this.#taps.get(lane);
    if (known !== undefined) return known;
    const { clockSkewMs } = this.#options;
    const zeroMs = nowMs - this.#fleetTime(nowMs);
    const tap = new TapState(lane, new TapClock({ clockSkewMs, zeroMs }));
    this.#taps.set(lane, tap);
    return tap;
  }

  #forgetSilent(nowMs: number): void {
    for (const [lane, { heardAtMs }] of this.#taps) {
      if (nowMs - heardAtMs > forgetMs) this.#taps.delete(lane);
    }
  }
}

const dayMs = 86_400_000;
