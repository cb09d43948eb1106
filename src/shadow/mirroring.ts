import type { Delivery } from '../transport/inbox.ts';
import { type Exchange, exchangeId } from '../vocabulary/exchange.ts';
import type { ExcuseReason } from '../vocabulary/excuses.ts';
import type { Leg } from '../vocabulary/pair.ts';
import { parseRequestHead, parseResponseHead, type RequestHead } from '../vocabulary/raw-head.ts';
import { isShedReason, type LeftOutReason } from '../vocabulary/shed.ts';
import { HeldWrites } from './held-writes.ts';
import type { MirrorPolicy } from './mirror-policy.ts';
import type { QueuedExchange } from './order/causal-order.ts';
import { MirrorQueue, type MirrorQueueOptions } from './order/mirror-queue.ts';
import { OverlappingWrites } from './overlapping-writes.ts';
import { PairReports } from './pair-reports.ts';
import type { PairSender } from './pair-sender.ts';
import { askBoth, type AskSecondary } from './sending/ask-both.ts';
import type { Admission } from './sending/breaker.ts';
import type { GuardedDeployment } from './sending/guarded-deployment.ts';
import type { Secondary } from './sending/secondary.ts';
import { type ShadowRequest, shadowRequest } from './sending/shadow-request.ts';
import { detach, type Task } from './task.ts';
import {
  type CandidateWorld,
  nothingKnown,
  type PairKnowledge,
  type TranslatedRequest,
} from './world/candidate-world.ts';

export interface MirroringOptions {
  readonly queue: MirrorQueueOptions;
  readonly instance: string;
  readonly policy: MirrorPolicy;
  readonly candidate: GuardedDeployment;
  /** Of the candidate, in milliseconds. */
  readonly timeoutMs: number;
  readonly secondary: Secondary | null;
  readonly world: CandidateWorld;
  readonly secondaryWorld: CandidateWorld;
  /** The candidate has a state of its own: a write is worth its effect, compared or not. */
  readonly ownsState: boolean;
  readonly pairs: PairSender;
  /** Evenly spread over [0, 1). */
  readonly random: () => number;
}

type Queued = QueuedExchange<Task>;

/** A request that the breaker has let through. */
interface Sending {
  readonly request: ShadowRequest;
  readonly admission: Admission;
  readonly translated: TranslatedRequest;
}

/**
 * Takes each exchange through the plane: into causal order, to the candidate and the secondary when
 * its turn has come, and on to the compare plane with what came of it. What is left out takes its
 * turn as well, so that nothing is ever put down to something that came later.
 */
export class Mirroring {
  readonly #options: MirroringOptions;
  readonly #queue: MirrorQueue<Task>;
  readonly #held = new HeldWrites<Queued>((queued) => this.#mirror(queued));
  readonly #overlapping = new OverlappingWrites();
  readonly #reports: PairReports;
  #lagMs = 0;
  #pumpIsDue = false;

  constructor(options: MirroringOptions) {
    this.#options = options;
    this.#queue = new MirrorQueue(options.queue);
    this.#reports = new PairReports({ pairs: options.pairs, overlapping: this.#overlapping });
  }

  get waiting(): number {
    return this.#queue.waiting;
  }

  get inFlight(): number {
    return this.#queue.inFlight - this.#held.size;
  }

  /** Writes that wait until the candidate can be connected to. */
  get held(): number {
    return this.#held.size;
  }

  /** How far the candidate is behind primary, in milliseconds. */
  get lagMs(): number {
    return this.#lagMs;
  }

  /** Primary has answered an exchange. */
  arrive(delivery: Delivery<Exchange>): void {
    const exchange = delivery.record;
    const head = parseRequestHead(exchange.request.head);
    this.#options.secondary?.note(exchange, head);
    const task = this.#taskOf(delivery, head);
    if (task.leftOut !== null && !this.#hasEffect(task)) {
      this.#overlapping.noteSettled(exchange.sequence);
      this.#reports.leftOut(task, task.leftOut);
    } else {
      if (task.isWrite) this.#overlapping.noteWrite(exchange);
      this.#enqueue(task, head);
      // A request that is safe as the config states may be taken for an open write.
      if (!task.isWrite) this.#overlapping.noteSettled(exchange.sequence);
    }
    this.#pump();
    task.head = null;
    if (task.isWaiting) detach(task);
  }

  /** The candidate failed so often that nothing but probes will go to it. */
  onBlocked(): void {
    // What it could not answer in time counts as that; writes still wait for it, for their effect.
    const reads = this.#queue.takeWaiting((task) => !this.#hasEffect(task));
    for (const task of reads) this.#giveUp(task, task.leftOut ?? 'breaker_open');
    for (const task of this.#queue.waitingItems()) this.#waitForEffect(task);
  }

  close(): void {
    this.#held.close();
    this.#overlapping.close();
  }

  #taskOf(delivery: Delivery<Exchange>, head: RequestHead): Task {
    const { policy, candidate } = this.#options;
    const { isWrite, leftOut } = policy(delivery.record, head);
    return {
      delivery,
      inBatch: delivery,
      isWrite,
      head,
      isWaiting: false,
      leftOut: leftOut ?? (candidate.breaker.isBlocking ? 'breaker_open' : null),
      isReported: false,
      secondaryWasAsked: false,
    };
  }

  #hasEffect({ isWrite }: Task): boolean {
    return isWrite && this.#options.ownsState;
  }

  #enqueue(task: Task, head: RequestHead): void {
    const { world, secondaryWorld } = this.#options;
    const exchange = task.delivery.record;
    const { startedAt, endedAt } = exchange;
    const { touches, session } = world.dependenciesOf(exchange, head, task.isWrite);
    secondaryWorld.dependenciesOf(exchange, head, task.isWrite);
    task.isWaiting = true;
    if (task.leftOut === 'breaker_open') this.#waitForEffect(task);
    const shed = this.#queue.add(task, { startedAt, endedAt, touches }, session);
    for (const one of shed) this.#giveUp(one, one.leftOut ?? 'mirror_queue');
  }

  #waitForEffect(task: Task): void {
    task.leftOut ??= 'breaker_open';
    this.#reports.leftOutEarly(task, task.leftOut);
  }

  /** Sends what may go now. */
  #pump(): void {
    this.#pumpIsDue = false;
    for (;;) {
      const queued = this.#queue.next(this.#held.size);
      if (queued === null) return;
      this.#takeTurn(queued);
    }
  }

  /** When all that ended together has been counted: it may have opened the breaker. */
  #pumpSoon(): void {
    if (this.#pumpIsDue) return;
    this.#pumpIsDue = true;
    queueMicrotask(() => this.#pump());
  }

  #takeTurn(queued: Queued): void {
    const task = queued.item;
    task.isWaiting = false;
    if (task.leftOut === null || this.#isWorthItsEffect(task)) this.#mirror(queued);
    else this.#leave(queued, task.leftOut);
  }

  /** Primary did it, or may have, and all that it takes to do it again is here. */
  #isWorthItsEffect(task: Task): boolean {
    const { leftOut, delivery } = task;
    if (leftOut === null || !this.#hasEffect(task)) return false;
    return delivery.record.requestWhole && (isShedReason(leftOut) || leftOut === 'opaque');
  }

  #mirror(queued: Queued): void {
    const { world, candidate } = this.#options;
    const task = queued.item;
    const exchange = task.delivery.record;
    const head = task.head ?? parseRequestHead(exchange.request.head);
    const translated = world.translate(exchange, head);
    const request = this.#requestOf(translated, exchange, candidate.host);
    if (request === null) return this.#leave(queued, 'unmirrorable');
    const admission = candidate.breaker.admit();
    if (admission === 'blocked') {
      if (!this.#mayHold(task)) return this.#leave(queued, task.leftOut ?? 'breaker_open');
      this.#waitForEffect(task);
      this.#overlapping.noteSettled(exchange.sequence);
      return this.#held.hold(queued);
    }
    this.#lagMs = Math.max(0, Date.now() - answeredAtWallClock(exchange));
    this.#ask(queued, head, { request, admission, translated });
  }

  #ask(queued: Queued, head: RequestHead, { request, admission, translated }: Sending): void {
    const { candidate, secondaryWorld, random, timeoutMs } = this.#options;
    const task = queued.item;
    const forSecondary = secondaryWorld.translate(task.delivery.record, head);
    const options = { mayRetry: !task.isWrite, timeoutMs };
    askBoth(
      {
        candidate: (onLeg) => candidate.send(request, admission, options, onLeg),
        secondary: task.secondaryWasAsked ? null : this.#invite(task, forSecondary),
        random,
      },
      (leg, secondary) => {
        const ofSecondary = this.#learnOfSecondary(task, secondary, forSecondary);
        this.#onAnswers(queued, translated, leg, { secondary, ofSecondary });
      },
    );
  }

  #onAnswers(
    queued: Queued,
    translated: TranslatedRequest,
    leg: Leg,
    { secondary, ofSecondary }: { secondary: Leg | null; ofSecondary: PairKnowledge },
  ): void {
    const task = queued.item;
    const { sequence } = task.delivery.record;
    if (leg.kind === 'failed' && leg.failure === 'refused' && this.#mayHold(task)) {
      this.#overlapping.noteSettled(sequence);
      if (task.leftOut === null) this.#reports.failedEarly(task, leg, secondary);
      else this.#reports.leftOutEarly(task, task.leftOut);
      this.#held.hold(queued);
    } else {
      const exchange = task.delivery.record;
      const ofCandidate = this.#options.world.learn(exchange, leg, translated, task.isWrite);
      this.#queue.finish(queued);
      this.#overlapping.noteSettled(sequence);
      const isCompared = task.leftOut === null || failedAlone(exchange, leg);
      if (!isCompared) this.#reports.leftOut(task, task.leftOut ?? 'aborted');
      else this.#reports.answered(task, { candidate: leg, secondary, ofCandidate, ofSecondary });
      if (leg.kind === 'answered') this.#held.release();
    }
    this.#pumpSoon();
  }

  /** A write that never reached the candidate waits for it: else the two states would part. */
  #mayHold(task: Task): boolean {
    return this.#hasEffect(task) && this.#held.size < this.#options.queue.queueMax / 2;
  }

  #invite({ delivery, isWrite }: Task, translated: TranslatedRequest): AskSecondary | null {
    const exchange = delivery.record;
    const requestWith = (host: string | null): ShadowRequest | null =>
      this.#requestOf(translated, exchange, host);
    const invitation = { exchange, isWrite, waiting: this.waiting, requestWith };
    return this.#options.secondary?.invite(invitation) ?? null;
  }

  #learnOfSecondary(task: Task, leg: Leg | null, request: TranslatedRequest): PairKnowledge {
    const { secondaryWorld } = this.#options;
    if (task.secondaryWasAsked) return nothingKnown;
    task.secondaryWasAsked = true;
    const exchange = task.delivery.record;
    if (leg !== null) return secondaryWorld.learn(exchange, leg, request, task.isWrite);
    secondaryWorld.noteNotMirrored(exchange, 'loss', task.isWrite);
    return nothingKnown;
  }

  /** Its turn has come, and the candidate is not asked. */
  #leave(queued: Queued, reason: LeftOutReason): void {
    this.#queue.finish(queued);
    this.#giveUp(queued.item, reason);
  }

  /** The candidate never does it: what depends on it will differ there. */
  #giveUp(task: Task, reason: LeftOutReason): void {
    const { world, secondaryWorld } = this.#options;
    const because = becauseOf(reason);
    task.isWaiting = false;
    const exchange = task.delivery.record;
    world.noteNotMirrored(exchange, because, task.isWrite);
    if (!task.secondaryWasAsked) secondaryWorld.noteNotMirrored(exchange, because, task.isWrite);
    this.#overlapping.noteSettled(exchange.sequence);
    this.#reports.leftOut(task, reason);
  }

  #requestOf(
    { head, body }: TranslatedRequest,
    { sequence }: Exchange,
    host: string | null,
  ): ShadowRequest | null {
    const { instance } = this.#options;
    return shadowRequest(head, body, { host, exchangeId: exchangeId(instance, sequence) });
  }
}

/** Whatever else is known of an exchange, primary answered it well, and the candidate failed. */
function failedAlone({ response }: Exchange, leg: Leg): boolean {
  if (response.head.byteLength === 0 || parseResponseHead(response.head).status >= 400)
    return false;
  if (leg.kind === 'failed') return leg.failure !== 'too_large';
  return leg.kind === 'answered' && parseResponseHead(leg.response.head).status >= 500;
}

/** What a write that the candidate never does is put down to. */
function becauseOf(reason: LeftOutReason): ExcuseReason {
  if (reason === 'route_off') return reason;
  return isShedReason(reason) || reason === 'opaque' ? 'loss' : 'sampling';
}

/** The live thread's monotonic clock means nothing here; its wall clock does. */
function answeredAtWallClock({ wallClockMs, startedAt, endedAt }: Exchange): number {
  return wallClockMs + endedAt - startedAt;
}
