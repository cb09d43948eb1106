import type { Delivery } from '../transport/inbox.ts';
import type { ConfigRevision } from '../vocabulary/config-revision.ts';
import type { Exchange } from '../vocabulary/exchange.ts';
import { parseRequestHead, type RequestHead } from '../vocabulary/raw-head.ts';
import type { RecordedAnswer, RecordedAnswers } from '../vocabulary/recorded-answer.ts';
import type { LeftOutReason } from '../vocabulary/shed.ts';
import { laneOf } from '../vocabulary/tap-lane.ts';
import { type AskToSend, AwaitedGrants } from './awaited-grants.ts';
import {
  admit,
  type AdmittedRequest,
  ask,
  type BothDeployments,
  dependenciesOf,
  learnOfCandidate,
  type Legs,
  noteNotMirrored,
  recall,
  type SentRequest,
} from './both-deployments.ts';
import { Bunching, withSlack } from './bunching.ts';
import { HeldWrites } from './held-writes.ts';
import { becauseOf, canBeDoneAgain, canBeReadAgain, failedAlone } from './left-out.ts';
import type { MirrorPolicy } from './mirror-policy.ts';
import type { QueuedExchange } from './order/causal-order.ts';
import { MirrorQueue, type MirrorQueueOptions } from './order/mirror-queue.ts';
import { OverlappingWrites } from './overlapping-writes.ts';
import { PairReports, type PairReportsOptions } from './pair-reports.ts';
import type { PairSender } from './pair-sender.ts';
import { createTask, detach, type Task } from './task.ts';
import type { TranslatedRequest } from './world/candidate-world.ts';

export interface MirroringOptions {
  readonly queue: MirrorQueueOptions;
  readonly policy: MirrorPolicy;
  /** The config for requests that are sent now. */
  readonly revision: () => ConfigRevision;
  readonly deployments: BothDeployments;
  /**
   * The candidate has a state of its own, so a write is mirrored for its effect even if it is not compared.
   */
  readonly ownsState: boolean;
  /**
   * Requests are copies, and primary has a state of its own: if primary did not get a write, neither
   * deployment did it.
   */
  readonly primaryOwnsState: boolean;
  readonly pairs: PairSender;
  /** By how much the clocks of two taps may differ, in milliseconds; 0 if there is only one. */
  readonly tapSkewMs: number;
  /** The answers that former owners of the partition got. */
  readonly recorded: RecordedAnswers;
  /**
   * Called when the candidate has done a write, or failed to, or its answer to a read has taught identities.
   * Null if not needed. The bytes are valid during the call.
   */
  readonly onAnswer: ((exchange: Exchange, answer: RecordedAnswer) => void) | null;
  /** False if answers are passed on at once, because they are not compared. */
  readonly comparesAnswers?: boolean | undefined;
  /** Called before a request with the candidate's identities is sent to the candidate. */
  readonly onAsked?: ((exchange: Exchange, translated: TranslatedRequest) => void) | undefined;
  /** Requests a grant; {@link Mirroring.onGranted} follows. Null in a process without a next owner. */
  readonly askToSend: AskToSend | null;
  /** As in {@link PairReportsOptions}. */
  readonly effects: PairReportsOptions['effects'];
  /** Exchanges may stop arriving for a while and come later, as in a hub. */
  readonly mayPause: boolean;
  /** How many bytes pairs may hold that wait for a write, before they wait only for a second. */
  readonly waitingBytesMax: () => number;
}

type Queued = QueuedExchange<Task>;

/**
 * Takes each exchange through the plane: into causal order, to the candidate and the secondary when its turn
 * has come, and on to the compare plane with the result. An exchange that is left out takes its turn as well,
 * so that differences are never attributed to something later.
 */
export class Mirroring {
  readonly #options: MirroringOptions;
  readonly #queue: MirrorQueue<Task>;
  readonly #held = new HeldWrites<Queued>((queued) => this.#tryAgain(queued));
  readonly #grants: AwaitedGrants<Queued>;
  readonly #overlapping: OverlappingWrites;
  readonly #reports: PairReports;
  readonly #bunching: Bunching;
  #holdsWrites = true;
  #lagMs = 0;
  #pumpIsDue = false;

  constructor(options: MirroringOptions) {
    this.#options = options;
    this.#queue = new MirrorQueue(options.queue, options.tapSkewMs);
    this.#grants = new AwaitedGrants(options.askToSend);
    const { tapSkewMs, mayPause, waitingBytesMax } = options;
    this.#overlapping = new OverlappingWrites(tapSkewMs, mayPause, waitingBytesMax);
    this.#bunching = new Bunching(mayPause);
    const { pairs, comparesAnswers = true, effects } = options;
    const overlapping = comparesAnswers ? this.#overlapping : null;
    this.#reports = new PairReports({ pairs, overlapping, effects });
  }

  /** Whether nothing waits, and nothing is under way. */
  get isIdle(): boolean {
    return this.#queue.waiting === 0 && this.#queue.inFlight === 0;
  }

  get limits(): MirrorQueueOptions {
    return this.#queue.limits;
  }

  get waiting(): number {
    return this.#queue.waiting;
  }

  get inFlight(): number {
    return this.#queue.inFlight - this.#held.size;
  }

  /** The number of writes that wait for a connection to the candidate. */
  get held(): number {
    return this.#held.size;
  }

  get heldMax(): number {
    return Math.ceil(this.#queue.limits.queueMax / 2);
  }

  /** The number of pairs that wait until overlapping writes are settled. */
  get heldPairs(): number {
    return this.#overlapping.waiting;
  }

  /** How far the candidate is behind primary, in milliseconds; 0 if it has done everything. */
  get lagMs(): number {
    return this.isIdle ? 0 : this.#lagMs;
  }

  /** Takes an exchange that primary has answered. */
  arrive(delivery: Delivery<Exchange>): void {
    const exchange = delivery.record;
    const head = parseRequestHead(exchange.request.head);
    const { concurrency } = this.#queue.limits;
    this.#bunching.arrive(exchange.endedAt, performance.now(), this.#open, concurrency);
    this.#options.deployments.secondary?.note(exchange, head);
    const task = this.#taskOf(delivery, head);
    this.#overlapping.noteArrived(exchange);
    if (!this.#isToMirror(task)) {
      this.#overlapping.noteSettled(exchange.sequence);
      this.#reports.leftOut(task, task.leftOut ?? 'takeover');
    } else {
      if (task.isWrite) this.#overlapping.noteWrite(exchange);
      this.#enqueue(task, head);
      // A request that the config states is safe may be listed as an open write.
      if (!task.isWrite) this.#overlapping.noteSettled(exchange.sequence);
    }
    this.#pump();
    task.head = null;
    if (task.isWaiting) detach(task);
  }

  /** Called when the candidate has failed so often that only probes are sent to it. */
  onBlocked(): void {
    // Exchanges that it could not answer in time count as failed; writes still wait for it, for their effect.
    const reads = this.#queue.takeWaiting(
      (task) => !this.#hasEffect(task) && task.recorded === null,
    );
    for (const task of reads) this.#giveUp(task, task.leftOut ?? 'breaker_open');
    for (const task of this.#queue.waitingItems())
      if (task.recorded === null) this.#waitForEffect(task);
  }

  configure(queue: MirrorQueueOptions): void {
    this.#queue.configure(queue);
    this.#pump();
  }

  /** The candidate's address, or the form of its requests, has changed, so waiting writes are tried now. */
  onCandidateReplaced(): void {
    this.#held.release();
  }

  /** These are recorded in the stream, so writes among them may be sent. */
  onGranted(sequences: readonly number[]): void {
    for (const queued of this.#grants.granted(sequences)) this.#mirror(queued);
    this.#pumpSoon();
  }

  /** To be called when the last exchanges have arrived. */
  endPauses(): void {
    this.#overlapping.endPauses();
  }

  /** Gives up everything that waits. */
  abandon(reason: LeftOutReason): void {
    for (const task of this.#queue.takeWaiting(() => true))
      this.#giveUp(task, task.leftOut ?? reason);
    for (const queued of [...this.#grants.takeAll(), ...this.#held.takeAll()])
      this.#leave(queued, queued.item.leftOut ?? reason);
  }

  /**
   * Stops waiting for the candidate: it has failed everything that waits, and everything that it refuses from
   * now on.
   */
  endHolds(): void {
    this.#holdsWrites = false;
    this.abandon('breaker_open');
  }

  close(): void {
    this.#held.close();
    this.#overlapping.close();
  }

  #taskOf(delivery: Delivery<Exchange>, head: RequestHead): Task {
    const { policy, deployments } = this.#options;
    const { isWrite, timeoutMs, leftOut, operation } = policy(delivery.record, head);
    const isBlocking = deployments.candidate.breaker.isBlocking;
    const recorded = this.#options.recorded.get(delivery.record.sequence) ?? null;
    return createTask(delivery, head, {
      isWrite,
      timeoutMs,
      operation,
      recorded,
      // The policy of the former owner has already admitted a recorded write.
      leftOut:
        recorded === null
          ? (leftOut ?? (isBlocking ? 'breaker_open' : null))
          : delivery.record.leftOut,
    });
  }

  /** Whether the exchange takes its turn. A counted read is finished. */
  #isToMirror(task: Task): boolean {
    if (this.#hasEffect(task)) return true;
    return (
      task.delivery.record.isCounted !== true && (task.leftOut === null || this.#teaches(task))
    );
  }

  #hasEffect({ isWrite, delivery }: Task): boolean {
    const { ownsState, primaryOwnsState } = this.#options;
    return isWrite && ownsState && !(primaryOwnsState && delivery.record.sentAt === 0);
  }

  #enqueue(task: Task, head: RequestHead): void {
    const { sequence, startedAt, endedAt } = task.delivery.record;
    const { touches, session } = dependenciesOf(this.#options.deployments, task, head);
    task.isWaiting = true;
    if (task.leftOut === 'breaker_open') this.#waitForEffect(task);
    const facts = { startedAt, endedAt, lane: laneOf(sequence), touches };
    const shed = this.#queue.add(task, facts, session);
    for (const one of shed) this.#giveUp(one, one.leftOut ?? 'mirror_queue');
  }

  #waitForEffect(task: Task): void {
    task.leftOut ??= 'breaker_open';
    this.#reports.leftOutEarly(task, task.leftOut);
  }

  /** Sends the exchanges that may go now. */
  #pump(): void {
    this.#pumpIsDue = false;
    for (;;) {
      const queued = this.#queue.next(this.#held.size);
      if (queued === null) return;
      this.#takeTurn(queued);
    }
  }

  /** Runs after everything that ended together has been counted, as that may have opened the breaker. */
  #pumpSoon(): void {
    if (this.#pumpIsDue) return;
    this.#pumpIsDue = true;
    queueMicrotask(() => this.#pump());
  }

  #takeTurn(queued: Queued): void {
    const task = queued.item;
    task.isWaiting = false;
    if (task.recorded !== null) this.#recall(queued, task.recorded);
    else if (task.leftOut !== null && !this.#isWorthItsEffect(task) && !this.#teaches(task))
      this.#leave(queued, task.leftOut);
    else if (!this.#grants.await(task.delivery.record, task.isWrite, queued)) this.#mirror(queued);
  }

  #isWorthItsEffect(task: Task): boolean {
    const { leftOut, delivery } = task;
    return leftOut !== null && this.#hasEffect(task) && canBeDoneAgain(delivery.record, leftOut);
  }

  /** A read whose answers show the candidate's identities for things that later requests name. */
  #teaches({ leftOut, isWrite, delivery }: Task): boolean {
    if (leftOut === null || isWrite || !this.#options.ownsState) return false;
    return canBeReadAgain(delivery.record, leftOut);
  }

  #mirror(queued: Queued): void {
    const { deployments } = this.#options;
    const task = queued.item;
    const exchange = task.delivery.record;
    const admitted = admit(deployments, task);
    if (admitted === 'blocked') {
      if (!this.#mayHold(task)) return this.#leave(queued, task.leftOut ?? 'breaker_open');
      this.#waitForEffect(task);
      this.#overlapping.noteSettled(exchange.sequence);
      return this.#held.hold(queued);
    }
    if (typeof admitted === 'string') return this.#leave(queued, admitted);
    stamp(task, this.#options.revision());
    this.#lagMs = Math.max(0, Date.now() - answeredAtWallClock(exchange));
    this.#options.onAsked?.(exchange, admitted.translated);
    const sentAt = performance.now();
    ask(deployments, admitted, this.waiting, (legs) =>
      this.#onLegs(queued, admitted, this.#timed(legs, sentAt)),
    );
  }

  /** How many exchanges the candidate still has to answer. */
  get #open(): number {
    return this.#queue.waiting + this.#queue.inFlight;
  }

  /** The secondary gets its requests at the same times, so it is a fair reference. */
  #timed(legs: Legs, sentAt: number): Legs {
    const now = performance.now();
    this.#bunching.answered(this.#open - 1, now);
    if (legs.secondary?.kind === 'answered') return legs;
    const bunchedMs = this.#bunching.msWithin(sentAt, now);
    return { ...legs, candidate: withSlack(legs.candidate, bunchedMs) };
  }

  /** A held write may be left out at this attempt. Then the exchanges that waited for it continue. */
  #tryAgain(queued: Queued): void {
    this.#mirror(queued);
    this.#pumpSoon();
  }

  /** A former owner has sent it, so the former result counts as the present one. */
  #recall(queued: Queued, answer: RecordedAnswer): void {
    const { sent, legs } = recall(this.#options.deployments, queued.item, answer);
    this.#settle(queued, sent, legs);
    this.#pumpSoon();
  }

  #onLegs(queued: Queued, admitted: AdmittedRequest, legs: Legs): void {
    const task = queued.item;
    const exchange = task.delivery.record;
    const { candidate: leg, secondary } = legs;
    if (leg.kind === 'unsent') this.#onUnsent(queued, leg.reason);
    else if (leg.kind === 'failed' && leg.failure === 'refused' && this.#mayHold(task)) {
      this.#overlapping.noteSettled(exchange.sequence);
      if (task.leftOut === null) this.#reports.failedEarly(task, leg, secondary);
      else this.#reports.leftOutEarly(task, task.leftOut);
      this.#held.hold(queued);
    } else {
      this.#settle(queued, admitted, legs);
      if (leg.kind === 'answered') this.#held.release();
    }
    this.#pumpSoon();
  }

  /** Notes that the candidate has done it, or failed to: nothing is sent for it any more. */
  #settle(queued: Queued, sent: SentRequest, legs: Legs): void {
    const task = queued.item;
    const exchange = task.delivery.record;
    const { deployments, onAnswer } = this.#options;
    const { world } = deployments;
    const learnedBefore = world.learned;
    const ofCandidate = learnOfCandidate(deployments, sent, legs.candidate);
    // The answer to a read that is sent again must not be compared, not even by a next owner.
    const hasTaught = task.leftOut === null && world.learned !== learnedBefore;
    const isToRecord = this.#hasEffect(task) || hasTaught;
    if (onAnswer !== null && task.recorded === null && isToRecord) {
      const { candidate, secondary } = legs;
      onAnswer(exchange, { sequence: exchange.sequence, candidate, secondary });
    }
    this.#queue.finish(queued);
    this.#overlapping.noteSettled(exchange.sequence);
    const isCompared = task.leftOut === null || failedAlone(exchange, legs.candidate);
    if (!isCompared) this.#reports.leftOut(task, task.leftOut ?? 'aborted');
    else this.#reports.answered(task, { ...legs, ofCandidate });
  }

  /** Not about the candidate, which has not seen the request, or may not have. */
  #onUnsent(queued: Queued, reason: LeftOutReason): void {
    const task = queued.item;
    if (reason !== 'own_limits' || !this.#mayHold(task)) {
      return this.#leave(queued, task.leftOut ?? reason);
    }
    this.#overlapping.noteSettled(task.delivery.record.sequence);
    task.leftOut ??= reason;
    this.#reports.leftOutEarly(task, task.leftOut);
    this.#held.hold(queued);
  }

  /** A write that never reached the candidate waits, or the two states would diverge. */
  #mayHold(task: Task): boolean {
    if (!this.#holdsWrites) return false;
    return this.#hasEffect(task) && this.#held.size < this.heldMax;
  }

  /** Handles an exchange whose turn has come, but which is not sent to the candidate. */
  #leave(queued: Queued, reason: LeftOutReason): void {
    this.#queue.finish(queued);
    this.#giveUp(queued.item, reason);
  }

  /** Notes that the candidate never does it. */
  #giveUp(task: Task, reason: LeftOutReason): void {
    task.isWaiting = false;
    noteNotMirrored(this.#options.deployments, task, becauseOf(reason));
    this.#overlapping.noteSettled(task.delivery.record.sequence);
    this.#reports.leftOut(task, reason);
  }
}

/** It counts as answered under the config at the time of sending, which may be a later one. */
function stamp(task: Task, revision: ConfigRevision): void {
  const { record, release } = task.delivery;
  if (record.revision === revision) return;
  task.delivery = { record: { ...record, revision }, release };
}

/** The live thread's monotonic clock has no meaning here, but its wall clock does. */
function answeredAtWallClock({ wallClockMs, startedAt, endedAt }: Exchange): number {
  return wallClockMs + endedAt - startedAt;
}
