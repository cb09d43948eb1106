import type { TurnWatch } from '../../wire/turn-watch.ts';
import type { Leg } from '../../vocabulary/pair.ts';
import { parseUpstream, type UpstreamTls } from '../../wire/upstream.ts';
import { UpstreamConnection } from './upstream-connection.ts';
import { MirroredLeg } from './mirrored-leg.ts';
import type { ShadowRequest } from './shadow-request.ts';
import { OpenConnections } from './open-connections.ts';

export interface DeploymentOptions {
  /** The URL in the config. */
  readonly url: string;
  /** Null to use the URL. */
  readonly tls?: UpstreamTls | null;
  /** How long it may take to connect. */
  readonly timeoutMs: number;
  readonly bodyBytesMax: number;
  /** The only one of this thread. */
  readonly turnWatch: TurnWatch;
  /** Called when the deployment has closed the last connection to it. */
  readonly onLastClosed?: () => void;
}

export interface SendOptions {
  /** It may be sent twice, if a kept-alive connection turns out to be closed. */
  readonly mayRetry: boolean;
  /** From now to the last byte of the answer. */
  readonly timeoutMs: number;
}

/** A deployment that requests are mirrored to. */
export interface Deployment {
  /** Requests that it has not answered yet. */
  readonly inFlight: number;
  /**
   * Sends a request at once: the caller limits how many are under way. `onLeg` is called once, with the
   * answer or the reason why there is none, and with the code of the error if any.
   */
  send(request: ShadowRequest, options: SendOptions, onLeg: (leg: Leg, code: string) => void): void;
  /** Aborts all requests under way. */
  close(): void;
}

/** How often deadlines are checked: a timer for each request would cost more. */
const sweepMs = 50;
/** How often idle connections are checked. */
const idleSweepMs = 1_000;

/**
 * For this long after a kept connection broke under a write, writes go on new connections. These cannot
 * be stale, so a deployment that breaks them, too, has failed.
 */
const newForWritesMs = 60_000;

const closedLeg: Leg = { kind: 'failed', failure: 'reset', totalMs: 0 };

/** Connects to a deployment: HTTP/1.1, one request at a time on each connection. */
export function connectDeployment({
  url,
  tls = null,
  timeoutMs: connectTimeoutMs,
  bodyBytesMax,
  turnWatch,
  onLastClosed = () => undefined,
}: DeploymentOptions): Deployment {
  const upstream = parseUpstream(url, tls);
  const open = new OpenConnections(onLastClosed);
  const connections: UpstreamConnection[] = [];
  /** The most recently used connection is used next, so that no more are kept than needed. */
  const idle: UpstreamConnection[] = [];
  /** An array: a set creates a new table every few requests, and each old one keeps the next in memory. */
  const legs: MirroredLeg[] = [];
  let sweeper: NodeJS.Timeout | null = null;
  let sweepDueAt = 0;
  let idleSweeper: NodeJS.Timeout | null = null;
  let newForWritesUntil = 0;
  let isClosed = false;

  function sweep(): void {
    const now = performance.now();
    // While this thread was busy it could not read answers, so that time does not count against the
    // deployment.
    const lateMs = now - sweepDueAt;
    if (lateMs > 0) for (const leg of legs) leg.extend(lateMs);
    for (const leg of legs.filter((one) => one.deadlineAt <= now)) leg.giveUp('timeout');
    sweeper = null;
    if (legs.length > 0) sweepSoon();
  }

  function sweepSoon(): void {
    if (sweeper !== null) return;
    sweepDueAt = performance.now() + sweepMs;
    sweeper = setTimeout(sweep, sweepMs);
  }

  function sweepIdle(): void {
    idleSweeper = null;
    const now = performance.now();
    for (const connection of idle) connection.closeIfStale(now);
    if (connections.some((connection) => connection.isOpen)) sweepIdleSoon();
  }

  function sweepIdleSoon(): void {
    idleSweeper ??= setTimeout(sweepIdle, idleSweepMs).unref();
  }

  function newConnection(): UpstreamConnection {
    const connection = new UpstreamConnection({ upstream, connectTimeoutMs, open, turnWatch });
    connections.push(connection);
    return connection;
  }

  return {
    get inFlight() {
      return legs.length;
    },
    send(request, { mayRetry, timeoutMs }, onLeg) {
      // Aborted requests make room for others, which would open connections that nobody closes.
      if (isClosed) return turnWatch.afterEvents(() => onLeg(closedLeg, ''));
      const connection = idle.pop() ?? newConnection();
      if (!mayRetry && performance.now() < newForWritesUntil) connection.renew();
      const leg = new MirroredLeg({
        connection,
        request,
        mayRetry,
        timeoutMs,
        bodyBytesMax,
        onSettled: (result, code) => {
          remove(legs, leg);
          idle.push(connection);
          if (result.kind === 'unsent' && result.reason === 'stale_connection') {
            newForWritesUntil = performance.now() + newForWritesMs;
          }
          // Learning from the answer can wait: other answers must be read first.
          turnWatch.afterEvents(() => onLeg(result, code));
        },
      });
      legs.push(leg);
      sweepSoon();
      sweepIdleSoon();
      leg.start();
    },
    close() {
      isClosed = true;
      for (const leg of legs.slice()) leg.giveUp('reset');
      for (const connection of connections) connection.close();
      if (sweeper !== null) clearTimeout(sweeper);
      if (idleSweeper !== null) clearTimeout(idleSweeper);
    },
  };
}

function remove(legs: MirroredLeg[], leg: MirroredLeg): void {
  const at = legs.indexOf(leg);
  const last = legs.pop();
  if (last !== undefined && at < legs.length) legs[at] = last;
}
