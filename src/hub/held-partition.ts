import { decodeTapMessage, type TapMessage } from '../fleet/wire/tap-message.ts';
import type { HandOver } from '../postgres/claims.ts';
import type { Committed } from '../transport/worker-message.ts';
import type { TenureEffects } from '../vocabulary/tenure-effects.ts';
import { fleetSequence } from '../vocabulary/tap-lane.ts';
import { piecesOf } from './claimed-pieces.ts';
import type { HeldPartitionOptions } from './held-partition-options.ts';
import type { MergeCounts } from './order/merge-counts.ts';
import { type Merged, TapMerge } from './order/merge-taps.ts';
import { StreamClock } from './order/stream-clock.ts';
import type { StreamMessage } from './partition-stream.ts';
import { PartsOfMessages } from './parts-of-messages.ts';
import { RecentBatches } from './recent-batches.ts';
import { SettledBatches } from './settled-batches.ts';
import { Settlement } from './settlement.ts';
import { inDoubt, isWrite, stateOfTakenOver } from './taken-over.ts';
import { Wake } from './wake.ts';
import { WrittenClaims } from './written-claims.ts';

const retryMs = 250;
/** The least time between two checks for exchanges that may be delivered. */
const restMs = 2;
/** The other planes return credit within about this time. */
const roomAgainMs = 5;
/**
 * The other planes count an exchange within this time, or have lost it. While the evidence cannot be saved, the control
 * plane keeps it, so only a later save shows which exchanges are lost.
 */
const lostAfterMs = 120_000;
/**
 * While a counted write waits for its effect, the stream keeps its message and all later ones, so that the
 * next owner knows of it. As the stream is bounded, this ends after this time, or with `keptBytesMax`.
 */
const effectMsMax = 60_000;
/** The stream also keeps incomplete messages and all later ones. Beyond `keptBytesMax`, this ends after this time. */
const partMsMin = 30_000;

/**
 * A partition of the stream while this hub holds it: reads messages, puts exchanges in order, claims them,
 * and delivers each once. It never sheds: exchanges without room stay in the stream.
 */
export class HeldPartition {
  readonly #options: HeldPartitionOptions;
  readonly #now: () => number;
  readonly #merge: TapMerge;
  readonly #clock = new StreamClock();
  readonly #parts: PartsOfMessages;
  readonly #batches = new RecentBatches();
  readonly #settledBatches: SettledBatches;
  readonly #settlement: Settlement;
  /**
   * Exchanges that previous owners have counted. Writes among them may still wait for their effect on the
   * candidate.
   */
  readonly #countedBefore: Set<number>;
  readonly #written: WrittenClaims;
  readonly #wake = new Wake();
  readonly #room = new Wake();
  #lastRead: Pick<StreamMessage, 'storedAtMs' | 'waiting'> | null = null;
  /** Everything that the control plane had counted by then is saved. */
  #savedMs = Number.NEGATIVE_INFINITY;
  #isStopping = false;
  #isDelivering = false;
  #done: Promise<void> = Promise.resolve();

  constructor(options: HeldPartitionOptions) {
    const { inherited, storedBefore, order, activeBefore, now = steadyWallClock } = options;
    this.#options = options;
    this.#now = now;
    this.#parts = new PartsOfMessages(now);
    this.#merge = new TapMerge({ ...order, activeBefore });
    this.#settlement = new Settlement(inherited.low);
    this.#settledBatches = new SettledBatches(inherited.settled, now());
    this.#countedBefore = new Set(inherited.counted);
    this.#written = new WrittenClaims({
      inherited,
      storedBefore,
      claim: options.claim,
      isStopping: () => this.#isStopping,
      rest: () => this.#wake.wait(retryMs),
      onFenced: () => this.#endFenced(),
      now,
    });
  }

  get tenure(): number {
    return this.#options.tenure;
  }

  /** Everything up to this message of the stream is settled, according to PostgreSQL. */
  get low(): number {
    return this.#written.low;
  }

  get arrived(): number {
    return this.#settlement.arrived;
  }

  /** Whether anything that was read waits to be delivered. */
  get isWaiting(): boolean {
    return this.#merge.heldBytes > 0 || this.#isDelivering;
  }

  /** The number of unread messages in the stream, and how long ago the last read one was stored. */
  get lag(): { readonly messages: number; readonly ms: number } {
    const { waiting = 0, storedAtMs = 0 } = this.#lastRead ?? {};
    return { messages: waiting, ms: waiting === 0 ? 0 : Math.max(0, Date.now() - storedAtMs) };
  }

  /** Counts about the order of its exchanges. */
  get order(): MergeCounts {
    return this.#merge.counts;
  }

  start(): void {
    this.#done = this.#deliverAll();
  }

  /**
   * Takes the next message of the stream.
   *
   * @returns when there is room for another one
   */
  async read(message: StreamMessage): Promise<void> {
    const { storedAtMs, waiting } = message;
    this.#lastRead = { storedAtMs, waiting };
    this.#clock.read(message);
    // It was read on the previous connection.
    if (message.streamSequence > this.#settlement.arrived) await this.#take(message);
    if (waiting === 0) this.#clock.run();
  }

  async #take({ streamSequence, bytes, storedAtMs }: StreamMessage): Promise<void> {
    const { whole, expired } = this.#parts.add(bytes, streamSequence);
    this.#countIncomplete(expired);
    if (whole === null) {
      return this.#settlement.arrive(streamSequence, 1, [], bytes.byteLength);
    }
    const { value: decoded, fault } = decodeTapMessage(whole);
    if (fault !== null) {
      this.#options.onUnreadable(fault.kind, fault.records);
      return this.#settlement.arrive(streamSequence, 0, this.#parts.takeDone(), bytes.byteLength);
    }
    const { message, exchanges } = decoded;
    const lane = await this.#laneOf(message.tap);
    if (lane === null) return;
    const { batch } = message;
    this.#settledBatches.read({ streamSequence, lane, batch, storedAtMs });
    const isSecond =
      this.#batches.note(message.tap.instance, batch) ||
      this.#settledBatches.isSettledBefore(lane, batch);
    if (isSecond) {
      return this.#settlement.arrive(streamSequence, 0, this.#parts.takeDone(), bytes.byteLength);
    }
    this.#settlement.arrive(
      streamSequence,
      exchanges.length,
      this.#parts.takeDone(),
      bytes.byteLength,
    );
    for (const { sequence } of exchanges)
      this.#written.read(fleetSequence(lane, sequence), streamSequence);
    this.#options.onMessage(message);
    this.#merge.add(streamSequence, message, exchanges, lane, this.#clock.now);
    this.#wake.now();
    while (this.#isFull && !this.#isStopping) await this.#room.wait(roomAgainMs);
  }

  get #isFull(): boolean {
    return this.#merge.heldBytes > this.#options.heldBytesMax;
  }

  /**
   * A record made now about delivered exchanges is needed until this message of the stream is settled. An
   * exchange that is settled earlier needs its record, too: its message is not settled with it, so the next
   * owner may read it.
   */
  get neededTo(): number {
    return this.#written.claimed;
  }

  /** These exchanges are saved with the evidence. */
  committed({ commit, sequences }: Committed): void {
    let upTo = 0;
    for (const sequence of sequences) upTo = Math.max(upTo, this.#settlement.settle(sequence));
    this.#written.addCommit(commit, upTo);
  }

  /**
   * Everything that the control plane had counted this long ago is saved; to be called after {@link committed} for it.
   */
  noteSaved(countedMsAgo: number): void {
    this.#savedMs = this.#now() - countedMsAgo;
  }

  /** Until a write is done, the next owner must read it, even if it is counted. */
  noteEffects({ awaited, done }: Omit<TenureEffects, 'tenure'>): void {
    for (const sequence of awaited) this.#settlement.awaitEffect(sequence);
    for (const sequence of done) this.#settlement.endEffect(sequence);
  }

  /** Notes that the exchanges that waited for their effect are lost with their plane. */
  loseEffects(): void {
    this.#settlement.endEffects();
  }

  /**
   * To be called about once a second, after the last call has ended: writes how far everything is settled.
   * Waits while PostgreSQL is down.
   *
   * @returns how many exchanges were given up because a save long after them did not contain them
   */
  async tick(): Promise<number> {
    const now = this.#now();
    const isTooMuch = this.#settlement.openBytes > this.#options.keptBytesMax;
    this.#settlement.endEffects(isTooMuch ? now : now - effectMsMax);
    if (isTooMuch) this.#countIncomplete(this.#parts.giveUp(partMsMin));
    const { low } = this.#settlement;
    if (low > this.#written.low && !(await this.#writeSettled(low))) return 0;
    return this.#settlement.expire(this.#savedMs - lostAfterMs).length;
  }

  #countIncomplete(messages: readonly number[]): void {
    for (const records of messages) this.#options.onUnreadable('incomplete', records);
  }

  async #writeSettled(low: number): Promise<boolean> {
    return this.#written.settle(low, this.#settledBatches.upTo(low));
  }

  /** Stops claiming and delivering. @returns when both have stopped */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#wake.now();
    this.#room.now();
    await this.#done;
  }

  /** Exchanges that were delivered and are not counted. */
  get uncounted(): readonly number[] {
    return this.#settlement.uncounted;
  }

  /** Up to which message of the stream everything is settled, and the numbers of the taps' messages up to it. */
  get settled(): Pick<HandOver, 'low' | 'settled'> {
    const { low } = this.#settlement;
    return { low, settled: this.#settledBatches.upTo(low) };
  }

  async #deliverAll(): Promise<void> {
    while (!this.#isStopping) {
      const mayClaimInMs = this.#written.dueAtMs - this.#now();
      const { now } = this.#clock;
      const due = mayClaimInMs > 0 ? [] : this.#release(now);
      if (due.length === 0) {
        // Without room, later reports of other taps are not read, so time must go on.
        if (this.#isFull) this.#clock.run();
        const dueInMs = (this.#merge.nextAtMs ?? Number.POSITIVE_INFINITY) - now;
        await this.#wake.wait(Math.max(restMs, mayClaimInMs, dueInMs));
        continue;
      }
      this.#isDelivering = true;
      this.#room.now();
      for (const piece of piecesOf(due)) {
        if (!(await this.#claimAndDeliver(piece))) return;
      }
      this.#isDelivering = false;
    }
  }

  #release(now: number): readonly Merged[] {
    const { silent, lostWrites } = this.#merge.takeSilent(now);
    for (const span of silent) this.#options.onTapSilent(span);
    if (lostWrites > 0) this.#options.onTapLost(lostWrites);
    return this.#merge.release(now);
  }

  /** @returns false if nothing may be delivered any more */
  async #claimAndDeliver(due: readonly Merged[]): Promise<boolean> {
    while (!this.#options.mayClaim() && !this.#isStopping) await this.#room.wait(roomAgainMs);
    const last = due.reduce((most, one) => Math.max(most, one.streamSequence), 0);
    const sequences = due.map(({ exchange }) => exchange.sequence);
    if (!(await this.#written.claim(sequences, last))) return false;
    for (const one of due) {
      if (this.#isStopping) return false;
      await this.#deliver(one);
    }
    return true;
  }

  #endFenced(): void {
    this.#isStopping = true;
    this.#options.onFenced();
  }

  async #deliver({ exchange, streamSequence }: Merged): Promise<void> {
    const { sequence } = exchange;
    if (this.#settlement.isDelivered(sequence)) return this.#settlement.skip(streamSequence);
    const isCounted = this.#countedBefore.delete(sequence);
    const isTakenOver = isCounted || this.#written.isClaimedBefore(sequence, streamSequence);
    const takenOver = isTakenOver
      ? stateOfTakenOver(sequence, streamSequence, this.#options)
      : null;
    if (isCounted && (takenOver === 'recalled' || !isWrite(exchange))) {
      return this.#settlement.skip(streamSequence);
    }
    const { tenure, onTakeover } = this.#options;
    const left = takenOver === 'in_doubt' ? inDoubt(exchange) : exchange;
    if (takenOver !== null && !isCounted) onTakeover(takenOver);
    while (!this.#options.deliver({ ...left, tenure, isCounted })) {
      await this.#room.wait(roomAgainMs);
      if (this.#isStopping) return;
    }
    this.#settlement.deliver(sequence, streamSequence, this.#now(), isCounted);
  }

  /** @returns null if the partition ends first */
  async #laneOf(tap: TapMessage['tap']): Promise<number | null> {
    while (!this.#isStopping) {
      try {
        return await this.#options.laneOf(tap);
      } catch {
        await this.#room.wait(retryMs);
      }
    }
    return null;
  }
}

/** A clock that cannot be set back, and is close enough to the wall clocks of the taps. */
function steadyWallClock(): number {
  return performance.timeOrigin + performance.now();
}
