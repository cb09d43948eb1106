import { exchangeId } from '../vocabulary/exchange.ts';
import type { ExcuseReason } from '../vocabulary/excuses.ts';
import type { Leg } from '../vocabulary/pair.ts';
import { parseRequestHead, type RequestHead } from '../vocabulary/raw-head.ts';
import type { RecordedAnswer } from '../vocabulary/recorded-answer.ts';
import { askBoth, type AskSecondary } from './sending/ask-both.ts';
import type { Admission } from '../transport/breaker.ts';
import type { GuardedDeployment } from './sending/guarded-deployment.ts';
import type { RequestForm } from './sending/request-form.ts';
import { restoredLeg } from './sending/restored-leg.ts';
import type { Secondary } from './sending/secondary.ts';
import {
  type ShadowRequest,
  shadowRequest,
  type UnsendableReason,
} from './sending/shadow-request.ts';
import type { Task } from './task.ts';
import {
  type CandidateWorld,
  type Dependencies,
  nothingKnown,
  type PairKnowledge,
  type TranslatedRequest,
} from './world/candidate-world.ts';

/** The candidate and the secondary, each with what is known of its state. */
export interface BothDeployments {
  readonly instance: string;
  readonly candidate: GuardedDeployment;
  /** The candidate's default timeout in milliseconds, for routes without their own. */
  readonly timeoutMs: number;
  readonly secondary: Secondary | null;
  readonly world: CandidateWorld;
  readonly secondaryWorld: CandidateWorld;
  /** Evenly spread over [0, 1). */
  readonly random: () => number;
}

/** A request as sent to the candidate. */
export interface SentRequest {
  readonly task: Task;
  readonly translated: TranslatedRequest;
  /** The candidate at the time of sending: a new config may replace it before the answer comes. */
  readonly form: RequestForm;
}

/** A request that the candidate's breaker has admitted. */
export interface AdmittedRequest extends SentRequest {
  /** The client's request. */
  readonly head: RequestHead;
  readonly request: ShadowRequest;
  readonly admission: Admission;
}

/** The answers of both, or how they failed. */
export interface Legs {
  readonly candidate: Leg;
  /** Null if the secondary was not asked. */
  readonly secondary: Leg | null;
  readonly ofSecondary: PairKnowledge;
}

/**
 * The keys on which a task depends in the candidate's world. To be called once, when primary has answered.
 */
export function dependenciesOf(
  { world, secondaryWorld }: BothDeployments,
  { delivery, isWrite }: Task,
  head: RequestHead,
): Dependencies {
  const dependencies = world.dependenciesOf(delivery.record, head, isWrite);
  secondaryWorld.dependenciesOf(delivery.record, head, isWrite);
  return dependencies;
}

/**
 * Makes the candidate's request and asks the candidate's breaker to admit it.
 *
 * @returns a reason if the candidate's identities, or the config's edits, would make the request malformed
 */
export function admit(
  deployments: BothDeployments,
  task: Task,
): AdmittedRequest | UnsendableReason | 'blocked' {
  const { world, candidate } = deployments;
  const exchange = task.delivery.record;
  const head = task.head ?? parseRequestHead(exchange.request.head);
  const translated = world.translate(exchange, head);
  const request = requestOf(deployments, task, translated, candidate.form);
  if (typeof request === 'string') return request;
  const admission = candidate.breaker.admit();
  if (admission === 'blocked') return 'blocked';
  return { task, head, translated, form: candidate.form, request, admission };
}

/**
 * Asks the candidate, and the secondary if it takes part and was not asked before.
 *
 * @param waiting the number of exchanges that wait for the candidate
 */
export function ask(
  deployments: BothDeployments,
  { task, head, request, admission }: AdmittedRequest,
  waiting: number,
  onLegs: (legs: Legs) => void,
): void {
  const { candidate, secondaryWorld, random } = deployments;
  const form = deployments.secondary?.form ?? null;
  const forSecondary = secondaryWorld.translate(task.delivery.record, head);
  const timeoutMs = task.timeoutMs ?? deployments.timeoutMs;
  const options = { mayRetry: !task.isWrite, timeoutMs };
  askBoth(
    {
      candidate: (onLeg) => candidate.send(request, admission, options, onLeg),
      secondary: task.secondaryWasAsked ? null : invite(deployments, task, forSecondary, waiting),
      random,
    },
    (leg, secondary) => {
      const ofSecondary = learnOfSecondary(
        deployments,
        task,
        secondary && restoredBy(form, secondary),
        forSecondary,
      );
      onLegs({ candidate: leg, secondary, ofSecondary });
    },
  );
}

/** Uses what a former owner of the partition has sent and received, as if both deployments were asked now. */
export function recall(
  deployments: BothDeployments,
  task: Task,
  { candidate, secondary }: RecordedAnswer,
): { readonly sent: SentRequest; readonly legs: Legs } {
  const { world, secondaryWorld } = deployments;
  const exchange = task.delivery.record;
  const head = task.head ?? parseRequestHead(exchange.request.head);
  const translated = world.translate(exchange, head);
  const forSecondary = secondaryWorld.translate(exchange, head);
  const form = deployments.secondary?.form ?? null;
  const shown = secondary && restoredBy(form, secondary);
  const ofSecondary = learnOfSecondary(deployments, task, shown, forSecondary);
  const sent = { task, translated, form: deployments.candidate.form };
  return { sent, legs: { candidate, secondary, ofSecondary } };
}

/**
 * To be called before exchanges that wait for the task are mirrored, and not if the task will be sent again.
 */
export function learnOfCandidate(
  { world }: BothDeployments,
  { task, translated, form }: SentRequest,
  leg: Leg,
): PairKnowledge {
  const learned = restoredLeg(leg, form);
  return world.learn(task.delivery.record, learned, translated, task.isWrite);
}

/** Notes that the candidate never does it, so that anything that depends on it will differ there. */
export function noteNotMirrored(
  { world, secondaryWorld }: BothDeployments,
  { delivery, isWrite, secondaryWasAsked }: Task,
  because: ExcuseReason,
): void {
  world.noteNotMirrored(delivery.record, because, isWrite);
  if (!secondaryWasAsked) secondaryWorld.noteNotMirrored(delivery.record, because, isWrite);
}

function invite(
  deployments: BothDeployments,
  task: Task,
  translated: TranslatedRequest,
  waiting: number,
): AskSecondary | null {
  const requestIn = (form: RequestForm) => requestOf(deployments, task, translated, form);
  const { delivery, isWrite, timeoutMs } = task;
  const due = { exchange: delivery.record, isWrite, timeoutMs, waiting, requestIn };
  return deployments.secondary?.invite(due) ?? null;
}

/** If the task is sent again, the secondary has no second answer to learn from. */
function learnOfSecondary(
  { secondaryWorld }: BothDeployments,
  task: Task,
  leg: Leg | null,
  request: TranslatedRequest,
): PairKnowledge {
  if (task.secondaryWasAsked) return nothingKnown;
  task.secondaryWasAsked = true;
  const exchange = task.delivery.record;
  if (leg !== null) return secondaryWorld.learn(exchange, leg, request, task.isWrite);
  secondaryWorld.noteNotMirrored(exchange, 'loss', task.isWrite);
  return nothingKnown;
}

function restoredBy(form: RequestForm | null, leg: Leg): Leg {
  return form === null ? leg : restoredLeg(leg, form);
}

function requestOf(
  { instance }: BothDeployments,
  { delivery: { record } }: Task,
  translated: TranslatedRequest,
  form: RequestForm,
): ShadowRequest | UnsendableReason {
  const name = exchangeId(instance, record.sequence);
  return shadowRequest(record.request, translated, { form, exchangeId: name });
}
