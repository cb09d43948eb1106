import type { Exchange } from '../vocabulary/exchange.ts';
import { noExcuses, type PairExcuses } from '../vocabulary/excuses.ts';
import { noIdentities } from '../vocabulary/identities.ts';
import type { Leg } from '../vocabulary/pair.ts';
import { statusOf } from '../vocabulary/raw-head.ts';
import type { LeftOutReason } from '../vocabulary/shed.ts';
import type { Legs } from './both-deployments.ts';
import type { EffectNotes } from './effect-notes.ts';
import type { OverlappingWrites } from './overlapping-writes.ts';
import type { AnsweredExchange, PairSender } from './pair-sender.ts';
import { detach, type Task } from './task.ts';
import type { PairKnowledge } from './world/candidate-world.ts';

/** The results of a request at both deployments, and what is known about it. */
export interface Answers extends Legs {
  readonly ofCandidate: PairKnowledge;
}

export interface PairReportsOptions {
  readonly pairs: PairSender;
  /** Null if pairs are passed on at once. */
  readonly overlapping: OverlappingWrites | null;
  /** Null in a process without a next owner. */
  readonly effects: EffectNotes | null;
}

/** Passes on the result of each exchange, once. */
export class PairReports {
  readonly #options: PairReportsOptions;

  constructor(options: PairReportsOptions) {
    this.#options = options;
  }

  /** The candidate is not asked, or its answer is not compared; the exchange is finished. */
  leftOut(task: Task, reason: LeftOutReason): void {
    if (task.isReported) return this.#end(task);
    this.#sendUnasked(answeredBy(task), reason);
  }

  /** The same, but it will still be mirrored for its effect. */
  leftOutEarly(task: Task, reason: LeftOutReason): void {
    if (task.isReported) return;
    this.#reportEarly(task);
    this.#sendUnasked(borrowed(task), reason);
  }

  /** No connection to the candidate could be made; the write will still be mirrored for its effect. */
  failedEarly(task: Task, leg: Leg, secondary: Leg | null): void {
    if (task.isReported) return;
    this.#reportEarly(task);
    const sides = { candidate: noIdentities, secondary: noIdentities };
    this.#options.pairs.send(borrowed(task), leg, secondary, sides, noExcuses);
  }

  /** It is compared when the writes that overlapped with it on primary are settled. */
  answered(task: Task, answers: Answers): void {
    if (task.isReported) return this.#end(task);
    const { overlapping } = this.#options;
    const exchange = task.delivery.record;
    const mustWait = mayDiffer(exchange, answers.candidate) && overlapping?.mustWait(exchange);
    if (overlapping === null || mustWait !== true) return this.#send(task, answers);
    detach(task);
    // The bytes of a leg are released when this returns.
    const kept = {
      ...answers,
      candidate: copyOf(answers.candidate),
      secondary: answers.secondary && copyOf(answers.secondary),
    };
    const bytes = bytesOf(exchange) + bytesIn(kept.candidate) + bytesIn(kept.secondary);
    overlapping.whenSettled(exchange, bytes, () => this.#send(task, kept));
  }

  #reportEarly(task: Task): void {
    detach(task);
    task.isReported = true;
    this.#options.effects?.awaited(task.delivery.record);
  }

  /** It was reported before. */
  #end({ delivery }: Task): void {
    this.#options.effects?.done(delivery.record);
    delivery.release();
  }

  /** A request that the breaker blocked because the candidate was down counts as failed by the candidate. */
  #sendUnasked(held: AnsweredExchange, reason: LeftOutReason): void {
    const { pairs } = this.#options;
    if (reason !== 'breaker_open') return pairs.sendUnsent(held, reason);
    // If primary failed, too, the candidate's failure does not count.
    if (!isAnswered(held.record.response)) return pairs.sendUnsent(held, reason);
    pairs.sendNotAsked(held);
  }

  #send(task: Task, { candidate, secondary, ofCandidate, ofSecondary }: Answers): void {
    // If the secondary's world differs from primary's, its answer is no evidence of noise.
    const comparable = isSameWorld(ofSecondary.judge()) ? secondary : null;
    const sides = { candidate: ofCandidate.identities(), secondary: ofSecondary.identities() };
    this.#options.pairs.send(answeredBy(task), candidate, comparable, sides, ofCandidate.judge());
  }
}

const firstServerError = 500;

function isAnswered({ head }: Exchange['response']): boolean {
  return head.byteLength > 0 && statusOf(head) < firstServerError;
}

function answeredBy({ delivery: { record, release }, operation }: Task): AnsweredExchange {
  return { record, release, operation };
}

/** The record without the right to release it. */
function borrowed(task: Task): AnsweredExchange {
  return { ...answeredBy(task), release: () => undefined };
}

/** Exchanges that overlapped on primary may have either result. The secondary shows that, as noise. */
function isSameWorld({ status, things, unseen }: PairExcuses): boolean {
  const excuses = status === null ? things : [status, ...things];
  return unseen === null && excuses.every(({ because }) => because === 'race');
}

/** Answers with the same bytes have no difference that a write could explain. */
function mayDiffer({ response }: Exchange, leg: Leg): boolean {
  if (leg.kind !== 'answered') return false;
  return (
    Buffer.compare(response.body, leg.response.body) !== 0 ||
    Buffer.compare(response.head.subarray(9, 12), leg.response.head.subarray(9, 12)) !== 0
  );
}

function bytesOf({ request, response }: Exchange): number {
  return messageBytes(request) + messageBytes(response);
}

function bytesIn(leg: Leg | null): number {
  return leg?.kind === 'answered' ? messageBytes(leg.response) : 0;
}

function messageBytes({ head, body }: Exchange['request']): number {
  return head.byteLength + body.byteLength;
}

function copyOf(leg: Leg): Leg {
  if (leg.kind !== 'answered') return leg;
  const { head, body } = leg.response;
  return { ...leg, response: { head: Buffer.from(head), body: Buffer.from(body) } };
}
