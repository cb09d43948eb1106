import type { MessagePort } from 'node:worker_threads';
import type { Config } from '../config/schema.ts';
import { IdleWatch } from '../idle-watch.ts';
import { type Logger, RateLimitedLog } from '../log.ts';
import type { Delivery, Held } from '../transport/inbox.ts';
import { openInbox } from '../transport/inbox.ts';
import type { IdentityMemory, PlaneEnds } from '../transport/worker-link.ts';
import { exchangeShape } from '../vocabulary/exchange-shape.ts';
import { type Exchange, exchangeId } from '../vocabulary/exchange.ts';
import type { Leg } from '../vocabulary/pair.ts';
import { parseRequestHead, type RequestHead } from '../vocabulary/raw-head.ts';
import type { LeftOutReason } from '../vocabulary/shed.ts';
import type { Tally } from '../vocabulary/tally.ts';
import { createMirrorPolicy, mayChangeState } from './mirror-policy.ts';
import type { QueuedExchange } from './order/causal-order.ts';
import { MirrorQueue } from './order/mirror-queue.ts';
import { createPairSender } from './pair-sender.ts';
import { createReplayer } from './replayer.ts';
import { askBoth, type Asking } from './sending/ask-both.ts';
import { guardDeployment } from './sending/guarded-deployment.ts';
import { createSecondary } from './sending/secondary.ts';
import { type ShadowRequest, shadowRequest } from './sending/shadow-request.ts';
import {
  type CandidateWorld,
  nothingKnown,
  type PairKnowledge,
  type TranslatedRequest,
} from './world/candidate-world.ts';
import { passthrough } from './world/passthrough.ts';
import { createStatefulWorld } from './world/stateful-world.ts';

export interface ShadowPlaneOptions {
  readonly config: Config;
  readonly instance: string;
  readonly tally: Tally;
  readonly log: Logger;
  /** What outlives this plane where it is started again; none where nothing does. */
  readonly identityMemory?: IdentityMemory | null;
  /** What chance decides, evenly spread over [0, 1). */
  readonly random?: () => number;
}

export interface ShadowPlane {
  readonly ends: PlaneEnds;
  close(): Promise<void>;
}

/** An exchange that is to be mirrored. */
interface Task {
  delivery: Held<Exchange>;
  readonly isWrite: boolean;
  isWaiting: boolean;
  /** Null where it has to wait: what waits should be small, there can be much of it. */
  head: RequestHead | null;
}

/**
 * Mirrors exchanges to the candidate, and to the secondary if there is one, in causal order and
 * passes on what became of each. What is not mirrored goes on as well, with the reason, so that
 * coverage is known.
 */
export function createShadowPlane({
  config,
  instance,
  tally,
  log,
  identityMemory = null,
  random = Math.random,
}: ShadowPlaneOptions): ShadowPlane {
  const { mirror, capture } = config;
  const problems = new RateLimitedLog(log);
  const policy = createMirrorPolicy(mirror, instance);
  const queue = new MirrorQueue<Task>(mirror);
  const statefulWorld =
    mirror.methods === 'all'
      ? createStatefulWorld(config.identities, identityMemory?.candidate)
      : null;
  const world: CandidateWorld = statefulWorld ?? passthrough;
  const secondaryWorld: CandidateWorld =
    statefulWorld !== null && hasOwnState(config.secondary)
      ? createStatefulWorld(config.identities, identityMemory?.secondary)
      : passthrough;
  const idleWatch = new IdleWatch();
  const candidate = guardDeployment({
    name: 'candidate',
    upstream: config.candidate,
    bodyBytesMax: capture.bodyBytesMax,
    idleWatch,
    log,
    problems,
    onBlocked: shedWaiting,
  });
  const secondary = createSecondary({ config, idleWatch, tally, log, problems, random });
  const pairs = createPairSender(capture.budgetBytes, tally);
  const replayer = createReplayer({ config, instance, world, candidate, pairs, idleWatch });
  let lagMs = 0;
  let pumpIsDue = false;

  tally.gauge('mirror_queue', () => queue.waiting);
  tally.gauge('mirror_in_flight', () => queue.inFlight);
  tally.gauge('mirror_lag_seconds', () => lagMs / 1000);
  tally.gauge('identities', () => statefulWorld?.identities ?? 0);
  tally.gauge('breaker_open', () => (candidate.breaker.isOpen ? 1 : 0));

  function onExchange(delivery: Delivery<Exchange>): void {
    const exchange = delivery.record;
    const head = parseRequestHead(exchange.request.head);
    secondary?.note(exchange, head);
    const isWrite = mirror.methods === 'all' && mayChangeState(head);
    const task: Task = { delivery, isWrite, isWaiting: true, head };
    const reason = policy(exchange, head);
    if (reason !== null) return leaveOut(task, reason);
    if (candidate.breaker.isBlocking) return leaveOut(task, 'breaker_open');
    const { startedAt, endedAt } = exchange;
    const { touches, session } = world.dependenciesOf(exchange, head, isWrite);
    secondaryWorld.dependenciesOf(exchange, head, isWrite);
    const shed = queue.add(task, { startedAt, endedAt, touches }, session);
    for (const one of shed) leaveOut(one, 'mirror_queue');
    pump();
    task.head = null;
    // There may be thousands, each the last of its batch.
    if (task.isWaiting) task.delivery = delivery.detach();
  }

  /** The candidate never makes it: what depends on it will differ there. */
  function leaveOut(task: Task, reason: LeftOutReason): void {
    const { delivery } = task;
    task.isWaiting = false;
    world.noteNotMirrored(delivery.record);
    secondaryWorld.noteNotMirrored(delivery.record);
    pairs.sendUnsent(delivery, reason);
  }

  /** Sends what may go now. */
  function pump(): void {
    pumpIsDue = false;
    for (let queued = queue.next(); queued !== null; queued = queue.next()) mirrorNext(queued);
  }

  /** When all that ended together has been counted: it may have opened the breaker. */
  function pumpSoon(): void {
    if (pumpIsDue) return;
    pumpIsDue = true;
    queueMicrotask(pump);
  }

  function mirrorNext(queued: QueuedExchange<Task>): void {
    const { delivery, isWrite } = queued.item;
    queued.item.isWaiting = false;
    const exchange = delivery.record;
    const head = queued.item.head ?? parseRequestHead(exchange.request.head);
    const translated = world.translate(exchange, head);
    const request = requestOf(translated, exchange.sequence, candidate.host);
    const admission = request === null ? 'blocked' : candidate.breaker.admit();
    if (request === null || admission === 'blocked') {
      queue.finish(queued);
      return leaveOut(queued.item, request === null ? 'unmirrorable' : 'breaker_open');
    }
    lagMs = Math.max(0, Date.now() - answeredAtWallClock(exchange));
    const translatedForSecondary = secondaryWorld.translate(exchange, head);
    const requestWith = (host: string | null): ShadowRequest | null =>
      requestOf(translatedForSecondary, exchange.sequence, host);
    const { timeoutMs } = config.candidate;
    const asking: Asking = {
      candidate: (onLeg) =>
        candidate.send(request, admission, { mayRetry: !isWrite, timeoutMs }, onLeg),
      secondary:
        secondary?.invite({ exchange, isWrite, waiting: queue.waiting, requestWith }) ?? null,
      random,
    };
    askBoth(asking, (leg, secondaryLeg) => {
      const { identities, excuses } = world.learn(exchange, leg, translated);
      const seen = learnOfSecondary(exchange, secondaryLeg, translatedForSecondary);
      queue.finish(queued);
      // Where it follows from an earlier failure of its own, it says nothing about noise.
      const comparable = seen.excuses.hint === null ? secondaryLeg : null;
      const sides = { candidate: identities, secondary: seen.identities };
      pairs.send(delivery, leg, comparable, sides, excuses);
      pumpSoon();
    });
  }

  function learnOfSecondary(
    exchange: Exchange,
    leg: Leg | null,
    request: TranslatedRequest,
  ): PairKnowledge {
    if (leg !== null) return secondaryWorld.learn(exchange, leg, request);
    secondaryWorld.noteNotMirrored(exchange);
    return nothingKnown;
  }

  function requestOf(
    { head, body }: Pick<TranslatedRequest, 'head' | 'body'>,
    sequence: number,
    host: string | null,
  ): ShadowRequest | null {
    return shadowRequest(head, body, { host, exchangeId: exchangeId(instance, sequence) });
  }

  /** What waits would have to wait for what hangs, and then be turned away. */
  function shedWaiting(): void {
    for (const task of queue.takeWaiting()) leaveOut(task, 'breaker_open');
  }

  return {
    ends: {
      tally,
      onInput: (port: MessagePort) => openInbox(port, exchangeShape, onExchange),
      onOutput: (port: MessagePort) => pairs.connect(port),
      onReplay: (request) => replayer.replay(request),
    },
    close: async () => {
      await Promise.all([candidate.close(), secondary?.close(), replayer.close()]);
    },
  };
}

/** The live thread's monotonic clock means nothing here; its wall clock does. */
function answeredAtWallClock({ wallClockMs, startedAt, endedAt }: Exchange): number {
  return wallClockMs + endedAt - startedAt;
}

function hasOwnState(secondary: Config['secondary']): boolean {
  return secondary?.kind === 'instance' && secondary.ownState;
}
