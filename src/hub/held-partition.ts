import { PartJoiner } from '../fleet/wire/parts.ts';
import { decodeTapMessage, type TapMessage } from '../fleet/wire/tap-message.ts';
import type { Claim, Inheritance } from '../postgres/claims.ts';
import type { Committed } from '../transport/worker-message.ts';
import type { Exchange } from '../vocabulary/exchange.ts';
import type { RecordedAnswers } from '../vocabulary/recorded-answer.ts';
import type { TenureEffects } from '../vocabulary/tenure-effects.ts';
import { fleetSequence } from '../vocabulary/tap-lane.ts';
import { parseRequestHead } from '../vocabulary/raw-head.ts';
import { mayChangeState } from '../vocabulary/request-kind.ts';
import { bytesOf } from './order/held-exchange.ts';
import type { MergeCounts } from './order/merge-counts.ts';
import type { UnseenSpan } from '../vocabulary/unseen-span.ts';
import { type Merged, TapMerge } from './order/merge-taps.ts';
import { StreamClock } from './order/stream-clock.ts';
import type { StreamMessage } from './partition-stream.ts';
import { RecentBatches } from './recent-batches.ts';
import { Settlement } from './settlement.ts';
import { Unclaimed } from './unclaimed.ts';
import { Wake } from './wake.ts';

/** The records of former owners about what they sent. */
export interface FormerSends {
  readonly sequences: Pick<ReadonlySet<number>, 'has'>;
  /** Exchanges in messages of the stream up to this one may have been sent without a record. */
  readonly unrecorded: number;
}

/** The state of an exchange that a former owner had claimed and not counted. */
export type TakenOver = 'in_doubt' | 'recalled' | 'unsent';

/** Why a message of a tap cannot be read. */
export type UnreadableFault = 'unknown_version' | 'malformed' | 'incomplete';

export interface HeldPartitionOptions {
  readonly tenure: number;
  readonly inherited: Inheritance;
  /**
   * The last message of the stream when this owner began: exchanges that former owners have counted came with
   * it or earlier ones.
   */
  readonly storedBefore: number;
  /** The recorded answers to writes of former owners. */
  readonly recorded: Pick<RecordedAnswers, 'has'>;
  readonly sent: FormerSends;
  /** Lanes of the taps that former owners heard last. */
  readonly activeBefore: readonly number[];
  readonly order: { readonly clockSkewMs: number; readonly reorderMs: number };
  /** Bytes of exchanges that may wait here for their order; past it, reading from the stream pauses. */
  readonly heldBytesMax: number;
  /** Bytes of messages that the stream may keep while writes wait for their effect. */
  readonly keptBytesMax: number;
  /** @returns the lane of a tap; rejects while PostgreSQL is unavailable */
  readonly laneOf: (tap: TapMessage['tap']) => Promise<number>;
  /** @returns false if another hub holds the lease; rejects while PostgreSQL is unavailable */
  readonly claim: (claim: Claim) => Promise<boolean>;
  /** Whether more may be claimed, because few exchanges wait for the candidate. */
  readonly mayClaim: () => boolean;
  /** Sends an exchange to the other planes. @returns false while there is no room for it */
  readonly deliver: (exchange: Exchange) => boolean;
  /** Called for each message that could be read. */
  readonly onMessage: (message: Omit<TapMessage, 'packed'>) => void;
  /**
   * Called when a tap has fallen silent in the middle of its work, and when it is heard again. Sent before
   * exchanges of other taps from that time are delivered; it may arrive after them.
   */
  readonly onTapSilent: (span: UnseenSpan) => void;
  /** Called when a tap has stayed silent. @param openWrites the writes that were open in its last note */
  readonly onTapLost: (openWrites: number) => void;
  /** @param records the number of exchanges that the message states; 0 if it states none */
  readonly onUnreadable: (fault: UnreadableFault, records: number) => void;
  /** Called for each exchange that a former owner had claimed and not counted. Those in doubt are left out. */
  readonly onTakeover: (takenOver: TakenOver) => void;
  /** Called when another hub holds the lease. */
  readonly onFenced: () => void;
  /** The wall clock, which must not go back; milliseconds since the epoch. */
  readonly now?: () => number;
}

/** The least time between two claims: each is a transaction. */
const claimEveryMs = 50;
/**
 * Exchanges that are claimed and not saved are in doubt for the next owner, so a backlog is claimed in
 * pieces.
 */
const claimedAtOnceMax = 64;
const claimedBytesMax = 512 * 1024;
const retryMs = 250;
/** The least time between two checks for exchanges that may be delivered. */
const restMs = 2;
/** The other planes return credit within about this time. */
const roomAgainMs = 5;
/**
 * An exchange that was delivered this long ago and is not settled was lost with a plane, unless PostgreSQL
 * was down.
 */
const lostAfterMs = 120_000;
/** Evidence that waited for PostgreSQL is saved within this time after it is back. */
const savedAgainMs = 30_000;
/**
 * While a counted write waits for its effect, the stream keeps its message and all later ones, so that the
 * next owner knows of it. As the stream is bounded, this ends after this time, or with `keptBytesMax`.
 */
const effectMsMax = 60_000;

/**
 * A partition of the stream while this hub holds it: reads messages, puts exchanges in order, claims them,
 * and delivers each once. It never sheds: exchanges without room stay in the stream.
 */
export class HeldPartition {
  readonly #options: HeldPartitionOptions;
  readonly #now: () => number;
  readonly #merge: TapMerge;
  readonly #clock = new StreamClock();
  readonly #joiner = new PartJoiner();
  /** Messages of the stream that are parts of larger, incomplete ones. */
  #parts: number[] = [];
  readonly #batches = new RecentBatches();
  readonly #settlement: Settlement;
  /**
   * Exchanges that previous owners have counted. Writes among them may still wait for their effect on the
   * candidate.
   */
  readonly #countedBefore: Set<number>;
  readonly #unclaimed: Unclaimed;
  #claims: number;
  readonly #wake = new Wake();
  readonly #room = new Wake();
  /** Rows of counted exchanges, each with the last message of the stream that contains one of them. */
  #commits: { readonly commit: number; readonly upTo: number }[];
  #claimed: number;
  #writtenLow: number;
  #claimedAtMs = Number.NEGATIVE_INFINITY;
  /** When a claim last failed. */
  #failedAtMs = Number.NEGATIVE_INFINITY;
  #lastRead: Pick<StreamMessage, 'storedAtMs' | 'waiting'> | null = null;
  #isStopping = false;
  #isDelivering = false;
  #done: Promise<void> = Promise.resolve();

  constructor(options: HeldPartitionOptions) {
    const { inherited, storedBefore, order, activeBefore, now = steadyWallClock } = options;
    this.#options = options;
    this.#now = now;
    this.#merge = new TapMerge({ ...order, activeBefore });
    this.#settlement = new Settlement(inherited.low);
    this.#countedBefore = new Set(inherited.counted);
    // After a hand-over, some of them came with messages after `claimed`.
    const upTo = Math.max(inherited.claimed, storedBefore);
    this.#commits = inherited.commits.map((commit) => ({ commit, upTo }));
    this.#unclaimed = new Unclaimed(inherited);
    this.#claims = inherited.claims;
    this.#claimed = inherited.claimed;
    this.#writtenLow = inherited.low;
  }

  get tenure(): number {
    return this.#options.tenure;
  }

  /** Everything up to this message of the stream is settled, according to PostgreSQL. */
  get low(): number {
    return this.#writtenLow;
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

  async #take({ streamSequence, bytes }: StreamMessage): Promise<void> {
    const whole = this.#joiner.add(bytes, streamSequence);
    for (let one = this.#joiner.expire(); one > 0; one -= 1)
      this.#options.onUnreadable('incomplete', 1);
    if (whole === null) {
      this.#parts.push(streamSequence);
      return this.#settlement.arrive(streamSequence, 1, [], bytes.byteLength);
    }
    const { value: decoded, fault } = decodeTapMessage(whole);
    if (fault !== null) {
      this.#options.onUnreadable(fault.kind, fault.records);
      return this.#settlement.arrive(streamSequence, 0, this.#takeParts(), bytes.byteLength);
    }
    const { message, exchanges } = decoded;
    const lane = await this.#laneOf(message.tap);
    if (lane === null) return;
    if (this.#batches.note(message.tap.instance, message.batch)) {
      return this.#settlement.arrive(streamSequence, 0, this.#takeParts(), bytes.byteLength);
    }
    this.#settlement.arrive(streamSequence, exchanges.length, this.#takeParts(), bytes.byteLength);
    for (const { sequence } of exchanges)
      this.#unclaimed.read(fleetSequence(lane, sequence), streamSequence);
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
    return this.#claimed;
  }

  /** These exchanges are saved with the evidence. */
  committed({ commit, sequences }: Committed): void {
    let upTo = 0;
    for (const sequence of sequences) upTo = Math.max(upTo, this.#settlement.settle(sequence));
    this.#commits.push({ commit, upTo });
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
   * @returns how many exchanges were given up because they were not settled for a long time
   */
  async tick(): Promise<number> {
    const now = this.#now();
    const isTooMuch = this.#settlement.openBytes > this.#options.keptBytesMax;
    this.#settlement.endEffects(isTooMuch ? now : now - effectMsMax);
    const isOverdue = this.#settlement.isOverdue(now - lostAfterMs);
    const hasNews = isOverdue || this.#settlement.low > this.#writtenLow;
    if (hasNews && !(await this.#claim(this.#claimed, false))) return 0;
    // While PostgreSQL was down, no evidence could be saved.
    if (this.#now() - this.#failedAtMs < savedAgainMs) return 0;
    return this.#settlement.expire(now - lostAfterMs).length;
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

  get settledTo(): number {
    return this.#settlement.low;
  }

  /** Takes the parts of messages that are complete now, or never will be. */
  #takeParts(): readonly number[] {
    const heldFrom = this.#joiner.heldFrom ?? Number.POSITIVE_INFINITY;
    const done = this.#parts.filter((streamSequence) => streamSequence < heldFrom);
    if (done.length > 0) this.#parts = this.#parts.slice(done.length);
    return done;
  }

  async #deliverAll(): Promise<void> {
    while (!this.#isStopping) {
      const mayClaimInMs = this.#claimedAtMs + claimEveryMs - this.#now();
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
    for (const { exchange } of due) this.#unclaimed.claim(exchange.sequence);
    if (!(await this.#claim(last, true))) return false;
    for (const one of due) {
      if (this.#isStopping) return false;
      await this.#deliver(one);
    }
    return true;
  }

  /**
   * @param isMore whether exchanges are claimed, which may be sent from then on
   * @returns false if nothing may be delivered any more
   */
  async #claim(claimed: number, isMore: boolean): Promise<boolean> {
    const { low } = this.#settlement;
    const done = this.#commits.filter(({ upTo }) => upTo <= low);
    const doneCommits = done.map(({ commit }) => commit);
    for (;;) {
      if (this.#isStopping) return false;
      try {
        const exchanges = isMore ? this.#claimedExchanges(claimed) : null;
        const isHeld = await this.#options.claim({ claimed, low, doneCommits, exchanges });
        if (!isHeld) {
          this.#isStopping = true;
          this.#options.onFenced();
          return false;
        }
        break;
      } catch {
        // PostgreSQL is down: the stream keeps the traffic meanwhile.
        this.#failedAtMs = this.#now();
        await this.#wake.wait(retryMs);
      }
    }
    this.#claimed = Math.max(this.#claimed, claimed);
    this.#claimedAtMs = this.#now();
    this.#writtenLow = low;
    this.#commits = this.#commits.filter((one) => !done.includes(one));
    return true;
  }

  /** Each attempt has a number of its own. */
  #claimedExchanges(claimed: number): Claim['exchanges'] {
    this.#claims += 1;
    const unclaimed = this.#unclaimed.upTo(Math.max(this.#claimed, claimed));
    return { claims: this.#claims, unclaimed };
  }

  async #deliver({ exchange, streamSequence }: Merged): Promise<void> {
    const { sequence } = exchange;
    if (this.#settlement.isDelivered(sequence)) return this.#settlement.skip(streamSequence);
    const isCounted = this.#countedBefore.delete(sequence);
    const isTakenOver = isCounted || this.#unclaimed.isClaimedBefore(sequence, streamSequence);
    const takenOver = isTakenOver ? this.#takenOver(sequence, streamSequence) : null;
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

  #takenOver(sequence: number, streamSequence: number): TakenOver {
    const { recorded, sent } = this.#options;
    if (recorded.has(sequence)) return 'recalled';
    const isRecorded = streamSequence <= sent.unrecorded || sent.sequences.has(sequence);
    return isRecorded ? 'in_doubt' : 'unsent';
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

/** By its method, or by the field that overrides the method. */
function isWrite({ request }: Exchange): boolean {
  return mayChangeState(parseRequestHead(request.head));
}

/** It is not compared. A read that was to be compared may be sent again. */
function inDoubt(exchange: Exchange): Exchange {
  const { leftOut, requestWhole } = exchange;
  if (leftOut !== null) return { ...exchange, requestWhole: false };
  return { ...exchange, leftOut: 'takeover', requestWhole };
}

/** Divides exchanges into the pieces that are claimed at once. */
function* piecesOf(due: readonly Merged[]): Generator<readonly Merged[]> {
  let [start, bytes] = [0, 0];
  for (const [at, { exchange }] of due.entries()) {
    bytes += bytesOf(exchange);
    if (at + 1 - start < claimedAtOnceMax && bytes < claimedBytesMax && at + 1 < due.length)
      continue;
    yield due.slice(start, at + 1);
    [start, bytes] = [at + 1, 0];
  }
}

/** A clock that cannot be set back, and is close enough to the wall clocks of the taps. */
function steadyWallClock(): number {
  return performance.timeOrigin + performance.now();
}
