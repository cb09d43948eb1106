import { once } from 'node:events';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { AddressInfo, Socket } from 'node:net';
import type { MessagePort } from 'node:worker_threads';
import { openCurrentTls } from '../config/current-tls.ts';
import { gaugeTls } from '../config/gauge-tls.ts';
import type { Config } from '../config/schema.ts';
import { faultOf, type Logger, RateLimitedLog } from '../log.ts';
import { TurnWatch } from '../turn-watch.ts';
import { connectFaultOf, OutageState } from '../vocabulary/outage.ts';
import type { Tally } from '../vocabulary/tally.ts';
import type { TurnedAwayReason } from '../vocabulary/turned-away.ts';
import { ConnectionSlots, type Slot } from './connection-slots.ts';
import { descriptorLimit, isEnoughFor } from './descriptor-limit.ts';
import { appendForwarded, replaceHost } from './head-edits.ts';
import { listenAt, stopListening } from './listen-at.ts';
import { createGreeter, createListener } from './listener.ts';
import { unreachableWords } from './problems.ts';
import { Recorder } from './recorder.ts';
import { Relay } from './relay.ts';
import { RequestGate } from './request-gate.ts';
import { Tap } from './tap.ts';
import { openUpstreamTls } from '../wire/open-upstream-tls.ts';
import { codeOf, isOwnLimit, isOwnLimitCode } from '../wire/own-limits.ts';
import { connectUpstream, parseUpstream } from '../wire/upstream.ts';

export interface LivePlaneOptions {
  readonly config: Config;
  readonly tally: Tally;
  readonly log: Logger;
}

/** The plane that serves: whatever becomes of the others, this one goes on. */
export interface LivePlane {
  /** @returns where it listens, a Unix socket as a URL; rejects with the system's error, or `listen_failed` */
  listen(): Promise<AddressInfo | string>;
  /** Where exchanges go from now on. */
  onOutput(port: MessagePort): void;
  /** Reloads the TLS files that have changed. */
  reread(): void;
  /**
   * Accepts no more connections, and lets running exchanges finish. The next answer on each connection announces
   * that it is the last; a connection that stays idle for a moment is closed.
   *
   * @returns when the last connection has closed, or was broken off at the deadline
   */
  drain(deadlineMs: number): Promise<void>;
}

/** How long a drained connection may stay idle, so that a request that was just sent is still answered. */
const idleWaitMsMax = 1_000;

export function createLivePlane({ config, tally, log }: LivePlaneOptions): LivePlane {
  const { primary, limits, mirror, capture } = config;
  const problems = new RateLimitedLog(log);
  const clientTls =
    config.tls === undefined ? null : openCurrentTls({ part: 'listen', files: config.tls, log });
  if (clientTls !== null) gaugeTls(tally, 'listen', clientTls);
  const primaryTls = openUpstreamTls({ part: 'primary', config: primary.tls, log, tally });
  const upstream = parseUpstream(primary.url, primaryTls);
  const recorder =
    mirror.methods === 'none'
      ? null
      : new Recorder({
          bodyBytesMax: capture.bodyBytesMax,
          budgetBytes: capture.budgetBytes,
          tracksWrites: mirror.methods === 'all',
          tally,
        });
  const turnWatch = new TurnWatch();
  const reach = new OutageState({ deployment: 'primary', url: primary.url });
  const countAnswer = (status: number): void => tally.answered(status);
  const relays = new Set<Relay>();
  let connections = 0;
  let sequence = 0;
  let draining = false;
  const nextSequence = (): number => (sequence += 1);
  const forPrimary = primary.hostHeader === 'upstream' ? replaceHost(upstream.authority) : null;

  const slots: ConnectionSlots = new ConnectionSlots({
    connectionsMax: limits.connections,
    headTimeoutMs: limits.headTimeoutMs,
    onAdmitted: createGreeter(config, clientTls, {
      onClient: serve,
      onTlsFault: ({ code }) => problems.warn('tls_handshake', { code }, 'a TLS handshake failed'),
      onProxyHeaderFault(fault) {
        tally.turnedAway('proxy_header');
        problems.warn('proxy_header', { fault }, turnedAwayWords.proxy_header);
      },
    }),
    onTurnedAway(reason) {
      tally.turnedAway(reason);
      problems.warn(reason, {}, turnedAwayWords[reason]);
    },
  });
  const server = createListener(slots);
  // A failed accept, for lack of descriptors for example, must not end the process.
  server.on('error', (error: Error) => {
    if (isOwnLimit(error)) tally.ownLimit('client');
    problems.warn('accept', { code: codeOf(error) }, 'a connection could not be accepted');
  });
  tally.gauge('connections', () => relays.size);
  tally.watch(reach);

  function serve(client: Socket, slot: Slot): void {
    const gate = gateFor(slot.clientAddress ?? client.remoteAddress);
    const tap = new Tap({
      connection: (connections += 1),
      recorder,
      nextSequence,
      turnWatch,
      onAnswer: countAnswer,
      onOpaque: (reason) => tally.opaque(reason),
    });
    client.setTimeout(limits.idleTimeoutMs);
    client.once('data', () => slots.noteHeard(slot));
    const relay = new Relay({
      client,
      connect: (events) => connectUpstream(upstream, events),
      connectTimeoutMs: primary.connectTimeoutMs,
      tap,
      gate,
      onReachable: () => reach.connected(),
      onUnreachable,
      onBadGateway: () => tally.turnedAway('bad_gateway'),
      onRefused(reason) {
        if (reason === 'head_timeout') return;
        tally.turnedAway('refused_request');
        problems.warn('refused_request', { reason }, turnedAwayWords.refused_request);
      },
      onTapFault: (error) =>
        problems.warn('tap_fault', faultOf(error), 'a connection is relayed without comparing'),
      onClose: () => relays.delete(relay),
    });
    slots.noteServed(slot, relay);
    relays.add(relay);
    if (draining) relay.drain();
  }

  function onUnreachable(reason: string): void {
    const isOwn = isOwnLimitCode(reason);
    if (isOwn) tally.ownLimit('primary');
    const fault = isOwn ? 'own_limits' : connectFaultOf(reason);
    tally.connectFailed(fault);
    reach.failed(fault);
    const name = isOwn ? 'own_limits' : 'primary_unreachable';
    problems.warn(name, { reason }, unreachableWords(reason));
  }

  function closeIdle(): void {
    for (const relay of relays) relay.closeWhenIdle();
  }

  /** If descriptors run out, the system turns clients away without an error. */
  function warnOfFewDescriptors(): void {
    const descriptors = descriptorLimit();
    if (isEnoughFor(limits.connections, descriptors)) return;
    const details = { descriptors, connections: limits.connections };
    log.warn(details, 'too few file descriptors for limits.connections: each connection needs two');
  }

  function gateFor(client: string | undefined): RequestGate | null {
    if (!config.forwarded && forPrimary === null) return null;
    const scheme = config.tls === undefined ? 'http' : 'https';
    const forEveryone = config.forwarded ? appendForwarded(client, scheme) : null;
    return new RequestGate({ forEveryone, forPrimary });
  }

  return {
    async listen() {
      const address = await listenAt(server, config.listen);
      warnOfFewDescriptors();
      return address;
    },
    onOutput: (port) => recorder?.outbox.connect(port),
    reread() {
      clientTls?.reread();
      primaryTls?.reread();
    },
    async drain(deadlineMs) {
      draining = true;
      for (const relay of relays) relay.drain();
      const closed = once(server, 'close');
      const deadline = setTimeout(() => slots.breakOff('all'), deadlineMs);
      const idleWaitMs = Math.min(idleWaitMsMax, deadlineMs / 4);
      // Closing the listener resets the connections that the kernel holds, so these are accepted first.
      await nextTurn();
      await nextTurn();
      stopListening(server);
      slots.stop();
      await Promise.race([closed, sleep(idleWaitMs, null, { ref: false })]);
      // The bytes that the kernel holds are read first.
      await nextTurn();
      closeIdle();
      slots.breakOff('handshakes');
      // An answer that came before the end of its request announced nothing.
      const later = setInterval(() => setImmediate(closeIdle), Math.max(10, idleWaitMs));
      await closed;
      clearInterval(later);
      clearTimeout(deadline);
      clientTls?.close();
      primaryTls?.close();
    },
  };
}

/** A 502 has a message of its own, which says why. */
const turnedAwayWords: Readonly<Record<Exclude<TurnedAwayReason, 'bad_gateway'>, string>> = {
  connection_limit: 'a connection was turned away: limits.connections is reached',
  made_room: 'an unused connection was closed to make room: limits.connections is reached',
  head_timeout: 'a connection was closed: the head of a request was not complete in time',
  proxy_header: 'a connection was closed: it began without a valid PROXY header',
  refused_request: 'a request was refused: it could not be edited',
};
