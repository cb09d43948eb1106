import type { MessagePort } from 'node:worker_threads';
import type { Config } from '../config/schema.ts';
import { type Logger, RateLimitedLog } from '../log.ts';
import { ByteBudget } from '../transport/byte-budget.ts';
import { type Delivery, openInbox } from '../transport/inbox.ts';
import { Outbox } from '../transport/outbox.ts';
import type { PlaneEnds } from '../transport/worker-link.ts';
import { type Exchange, exchangeId, safeMethods } from '../vocabulary/exchange.ts';
import { exchangeShape } from '../vocabulary/exchange-shape.ts';
import type { Leg, Pair } from '../vocabulary/pair.ts';
import { pairShape } from '../vocabulary/pair-shape.ts';
import { parseRequestHead } from '../vocabulary/raw-head.ts';
import { type ShedReason, shedReasons, type SkipReason } from '../vocabulary/shed.ts';
import type { Tally } from '../vocabulary/tally.ts';
import { Breaker } from './breaker.ts';
import { connectCandidate } from './candidate.ts';
import { CausalOrder, type Turn } from './causal-order.ts';
import { createMirrorPolicy } from './mirror-policy.ts';
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
  const order = new CausalOrder<Delivery<Exchange>>(mirror);
  const breaker = new Breaker(() => performance.now());
  const host =
    config.candidate.hostHeader === 'upstream' ? new URL(config.candidate.url).host : null;
  const outbox = new Outbox<Pair>({
    shape: pairShape,
    budget: new ByteBudget(capture.budgetBytes),
    onLost: (records) => tally.shed('plane_restart', records),
  });
  let lagMs = 0;
  let pumping = false;

  tally.gauge('mirror_queue', () => order.waiting);
  tally.gauge('mirror_in_flight', () => order.inFlight);
  tally.gauge('mirror_lag_ms', () => lagMs);
  tally.gauge('breaker_open', () => (breaker.isOpen ? 1 : 0));

  function deliver({ record, release }: Delivery<Exchange>, leg: Leg): void {
    if (!outbox.send({ exchange: record, candidate: leg })) tally.shed('compare_budget');
    release();
  }

  function leave(delivery: Delivery<Exchange>, reason: SkipReason | ShedReason): void {
    // What the live plane has shed it has also counted.
    if (delivery.record.shed === null && isShed(reason)) tally.shed(reason);
    deliver(delivery, { kind: 'unsent', reason });
  }

  function onExchange(delivery: Delivery<Exchange>): void {
    const exchange = delivery.record;
    const head = parseRequestHead(exchange.request.head);
    const reason = policy(exchange, head);
    if (reason !== null) return leave(delivery, reason);
    const isWrite = !safeMethods.has(head.method);
    if (!order.add(delivery, { ...times(exchange), isWrite })) {
      return leave(delivery, 'mirror_queue');
    }
    pump();
  }

  /** Made at the last moment: what waits should be small, there can be much of it. */
  function requestFor({ sequence, request }: Exchange): ShadowRequest | null {
    const id = exchangeId(instance, sequence);
    return shadowRequest(parseRequestHead(request.head), request.body, { host, exchangeId: id });
  }

  /** Sends what may go now. Not re-entered: finishing one exchange can make others ready. */
  function pump(): void {
    if (pumping) return;
    pumping = true;
    for (let turn = order.next(); turn !== null; turn = order.next()) mirrorNext(turn);
    pumping = false;
  }

  function mirrorNext({ item, finish }: Turn<Delivery<Exchange>>): void {
    const request = requestFor(item.record);
    const passage = request === null ? 'blocked' : breaker.admit();
    if (request === null || passage === 'blocked') {
      finish();
      return leave(item, request === null ? 'unmirrorable' : 'breaker_open');
    }
    lagMs = Math.max(0, Date.now() - answeredAtWallClock(item.record));
    candidate.send(request, (leg) => {
      const failed = leg.kind === 'failed' && leg.failure !== 'too_large';
      breaker.settle(passage, !failed);
      if (leg.kind === 'failed') {
        const { failure } = leg;
        problems.warn(`candidate_${failure}`, { failure }, 'the candidate gave no whole answer');
      }
      finish();
      deliver(item, leg);
      pump();
    });
  }

  return {
    ends: {
      tally,
      onInput: (port: MessagePort) => openInbox(port, exchangeShape, onExchange),
      onOutput: (port: MessagePort) => outbox.connect(port),
    },
    close: () => candidate.close(),
  };
}

function times({ startedAt, endedAt }: Exchange): { startedAt: number; endedAt: number } {
  return { startedAt, endedAt };
}

/** The live thread's monotonic clock means nothing here; its wall clock does. */
function answeredAtWallClock({ wallClockMs, startedAt, endedAt }: Exchange): number {
  return wallClockMs + endedAt - startedAt;
}

const shed: ReadonlySet<string> = new Set(shedReasons);

function isShed(reason: SkipReason | ShedReason): reason is ShedReason {
  return shed.has(reason);
}
