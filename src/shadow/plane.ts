import type { MessagePort } from 'node:worker_threads';
import type { Config } from '../config/schema.ts';
import { type Logger, RateLimitedLog } from '../log.ts';
import type { Delivery } from '../transport/inbox.ts';
import { openInbox } from '../transport/inbox.ts';
import type { PlaneEnds } from '../transport/worker-link.ts';
import { type Exchange, exchangeId } from '../vocabulary/exchange.ts';
import { exchangeShape } from '../vocabulary/exchange-shape.ts';
import type { Leg } from '../vocabulary/pair.ts';
import { parseRequestHead, type RequestHead } from '../vocabulary/raw-head.ts';
import type { ShedReason, SkipReason } from '../vocabulary/shed.ts';
import type { Tally } from '../vocabulary/tally.ts';
import { Breaker, type Passage } from './breaker.ts';
import { connectCandidate } from './candidate.ts';
import { type CandidateWorld, sameWorld, type WorldRequest } from './candidate-world.ts';
import type { Turn } from './causal-order.ts';
import { createOwnWorld } from './identity/own-world.ts';
import { createMirrorPolicy, mayChangeState } from './mirror-policy.ts';
import { MirrorQueue } from './mirror-queue.ts';
import { createPairSender } from './pair-sender.ts';
import { type ShadowRequest, shadowRequest } from './shadow-request.ts';

export interface ShadowPlaneOptions {
  readonly config: Config;
  readonly instance: string;
  readonly tally: Tally;
  readonly log: Logger;
}

export interface ShadowPlane {
  readonly ends: PlaneEnds;
  close(): Promise<void>;
}

/** An exchange that is to be mirrored. */
interface Task {
  readonly delivery: Delivery<Exchange>;
  readonly isWrite: boolean;
  /** Null where it has to wait: what waits should be small, there can be much of it. */
  head: RequestHead | null;
}

/**
 * Mirrors exchanges to the candidate in causal order and passes on what became of each. What is
 * not mirrored goes on as well, with the reason, so that coverage can be told.
 */
export function createShadowPlane({
  config,
  instance,
  tally,
  log,
}: ShadowPlaneOptions): ShadowPlane {
  const { mirror, capture } = config;
  const problems = new RateLimitedLog(log);
  const policy = createMirrorPolicy(mirror, instance);
  const candidate = connectCandidate(config);
  const queue = new MirrorQueue<Task>(mirror);
  const ownWorld = mirror.methods === 'all' ? createOwnWorld(config.identities) : null;
  const world: CandidateWorld = ownWorld ?? sameWorld;
  const breaker = new Breaker(() => performance.now());
  const host =
    config.candidate.hostHeader === 'upstream' ? new URL(config.candidate.url).host : null;
  const pairs = createPairSender(capture.budgetBytes, tally);
  let lagMs = 0;
  let pumpIsDue = false;

  tally.gauge('mirror_queue', () => queue.waiting);
  tally.gauge('mirror_in_flight', () => queue.inFlight);
  tally.gauge('mirror_lag_seconds', () => lagMs / 1000);
  tally.gauge('identities', () => ownWorld?.identities ?? 0);
  tally.gauge('breaker_open', () => (breaker.isOpen ? 1 : 0));

  function onExchange(delivery: Delivery<Exchange>): void {
    const exchange = delivery.record;
    const head = parseRequestHead(exchange.request.head);
    const isWrite = mirror.methods === 'all' && mayChangeState(head);
    const task: Task = { delivery, isWrite, head };
    const reason = policy(exchange, head);
    if (reason !== null) return leaveOut(task, reason);
    if (breaker.isBlocking) return leaveOut(task, 'breaker_open');
    const { startedAt, endedAt } = exchange;
    const { touches, session } = world.place(exchange, head, isWrite);
    const shed = queue.add(task, { startedAt, endedAt, touches }, session);
    for (const one of shed) leaveOut(one, 'mirror_queue');
    pump();
    task.head = null;
  }

  /** The candidate never makes it: what depends on it will differ there. */
  function leaveOut({ delivery }: Task, reason: SkipReason | ShedReason): void {
    world.miss(delivery.record);
    pairs.sendUnsent(delivery, reason);
  }

  /** Sends what may go now. */
  function pump(): void {
    pumpIsDue = false;
    for (let turn = queue.next(); turn !== null; turn = queue.next()) mirrorNext(turn);
  }

  /** When all that ended together has been counted: it may have opened the breaker. */
  function pumpSoon(): void {
    if (pumpIsDue) return;
    pumpIsDue = true;
    queueMicrotask(pump);
  }

  function mirrorNext(turn: Turn<Task>): void {
    const { delivery, isWrite, head } = turn.item;
    const { record } = delivery;
    const inTheirWords = world.translate(record, head ?? parseRequestHead(record.request.head));
    const request = requestOf(inTheirWords, record.sequence);
    const passage = request === null ? 'blocked' : breaker.admit();
    if (request === null || passage === 'blocked') {
      queue.finish(turn);
      return leaveOut(turn.item, request === null ? 'unmirrorable' : 'breaker_open');
    }
    lagMs = Math.max(0, Date.now() - answeredAtWallClock(record));
    candidate.send(request, !isWrite, (leg, code) => {
      settleBreaker(passage, leg, code);
      const identities = world.learn(record, leg, inTheirWords);
      queue.finish(turn);
      pairs.send(delivery, leg, identities);
      pumpSoon();
    });
  }

  function requestOf({ head, body }: WorldRequest, sequence: number): ShadowRequest | null {
    return shadowRequest(head, body, { host, exchangeId: exchangeId(instance, sequence) });
  }

  function settleBreaker(passage: Passage, leg: Leg, code: string): void {
    const wasOpen = breaker.isOpen;
    if (leg.kind === 'unsent') {
      breaker.settle(passage, 'withdrawn');
    } else if (leg.kind === 'answered' || leg.failure === 'too_large') {
      breaker.settle(passage, 'succeeded');
      if (wasOpen) log.info('the candidate answers again');
    } else {
      breaker.settle(passage, 'failed');
      const { failure } = leg;
      problems.warn(
        `candidate_${failure}`,
        { failure, code },
        'the candidate gave no whole answer',
      );
      if (!wasOpen && breaker.isOpen) onBreakerOpened();
    }
  }

  /** What waits would have to wait for what hangs, and then be turned away. */
  function onBreakerOpened(): void {
    problems.warn('breaker_open', {}, 'the candidate failed too often; only probes are sent');
    for (const task of queue.takeWaiting()) leaveOut(task, 'breaker_open');
  }

  return {
    ends: {
      tally,
      onInput: (port: MessagePort) => openInbox(port, exchangeShape, onExchange),
      onOutput: (port: MessagePort) => pairs.connect(port),
    },
    close: () => candidate.close(),
  };
}

/** The live thread's monotonic clock means nothing here; its wall clock does. */
function answeredAtWallClock({ wallClockMs, startedAt, endedAt }: Exchange): number {
  return wallClockMs + endedAt - startedAt;
}
