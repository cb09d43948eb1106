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
import type { Tally } from '../vocabulary/tally.ts';
import { Breaker, type Passage } from './breaker.ts';
import { connectCandidate } from './candidate.ts';
import { CausalOrder, type Turn } from './causal-order.ts';
import { createMirrorPolicy, mayChangeState } from './mirror-policy.ts';
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
  const order = new CausalOrder<Task>(mirror);
  const breaker = new Breaker(() => performance.now());
  const host =
    config.candidate.hostHeader === 'upstream' ? new URL(config.candidate.url).host : null;
  const pairs = createPairSender(capture.budgetBytes, tally);
  let lagMs = 0;
  let pumpIsDue = false;

  tally.gauge('mirror_queue', () => order.waiting);
  tally.gauge('mirror_in_flight', () => order.inFlight);
  tally.gauge('mirror_lag_ms', () => lagMs);
  tally.gauge('breaker_open', () => (breaker.isOpen ? 1 : 0));

  function onExchange(delivery: Delivery<Exchange>): void {
    const exchange = delivery.record;
    const head = parseRequestHead(exchange.request.head);
    const reason = policy(exchange, head);
    if (reason !== null) return pairs.sendUnsent(delivery, reason);
    if (breaker.isBlocking) return pairs.sendUnsent(delivery, 'breaker_open');
    const isWrite = mirror.methods === 'all' && mayChangeState(head);
    const task: Task = { delivery, isWrite, head };
    const { startedAt, endedAt } = exchange;
    const taken = order.add(task, { startedAt, endedAt, isWrite });
    if (!taken) return pairs.sendUnsent(delivery, 'mirror_queue');
    pump();
    task.head = null;
  }

  /** Sends what may go now. */
  function pump(): void {
    pumpIsDue = false;
    for (let turn = order.next(); turn !== null; turn = order.next()) mirrorNext(turn);
  }

  /** When all that ended together has been counted: it may have opened the breaker. */
  function pumpSoon(): void {
    if (pumpIsDue) return;
    pumpIsDue = true;
    queueMicrotask(pump);
  }

  function mirrorNext(turn: Turn<Task>): void {
    const { delivery, isWrite } = turn.item;
    const request = requestOf(turn.item);
    const passage = request === null ? 'blocked' : breaker.admit();
    if (request === null || passage === 'blocked') {
      order.finish(turn);
      return pairs.sendUnsent(delivery, request === null ? 'unmirrorable' : 'breaker_open');
    }
    lagMs = Math.max(0, Date.now() - answeredAtWallClock(delivery.record));
    candidate.send(request, !isWrite, (leg, code) => {
      settleBreaker(passage, leg, code);
      order.finish(turn);
      pairs.send(delivery, leg);
      pumpSoon();
    });
  }

  function requestOf({ delivery, head }: Task): ShadowRequest | null {
    const { sequence, request } = delivery.record;
    return shadowRequest(head ?? parseRequestHead(request.head), request.body, {
      host,
      exchangeId: exchangeId(instance, sequence),
    });
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
    for (const { delivery } of order.takeWaiting()) pairs.sendUnsent(delivery, 'breaker_open');
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
