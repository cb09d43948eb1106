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
  /** Of the candidate, in milliseconds, where its route has none. */
  readonly timeoutMs: number;
  readonly secondary: Secondary | null;
  readonly world: CandidateWorld;
  readonly secondaryWorld: CandidateWorld;
  /** Evenly spread over [0, 1). */
  readonly random: () => number;
}

/** A request as the candidate has got it. */
export interface SentRequest {
  readonly task: Task;
  readonly translated: TranslatedRequest;
  /** The candidate's when it was sent: a new config may replace it before the answer comes. */
  readonly form: RequestForm;
}

/** A request that the candidate's breaker has let through. */
export interface AdmittedRequest extends SentRequest {
  /** The client's. */
  readonly head: RequestHead;
  readonly request: ShadowRequest;
  readonly admission: Admission;
}

/** What both answered, or how they failed. */
export interface Legs {
  readonly candidate: Leg;
  /** Null if the secondary was not asked. */
  readonly secondary: Leg | null;
  readonly ofSecondary: PairKnowledge;
}

/** What a task depends on in the candidate's world. Call it once, when primary has answered. */
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
 * Makes the candidate's request and asks the candidate's breaker to let it through.
 *
 * @returns a reason if the request would be malformed with the candidate's identities, or the config's edits, in it
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
 * @param waiting exchanges that wait for the candidate
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

/** What a former owner of the partition has sent, and what it got, as if both were asked now. */
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

/** Call it before what waits for the task is mirrored, and not where the task is to be sent again. */
export function learnOfCandidate(
  { world }: BothDeployments,
  { task, translated, form }: SentRequest,
  leg: Leg,
): PairKnowledge {
  const learned = restoredLeg(leg, form);
  return world.learn(task.delivery.record, learned, translated, task.isWrite);
}

/** The candidate never does it: what depends on it will differ there. */
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

/** Where the task is sent again, the secondary has no second answer to learn from. */
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
