import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import type { MessagePort } from 'node:worker_threads';
import type { Config } from '../config/schema.ts';
import { faultOf, type Logger, RateLimitedLog } from '../log.ts';
import { TurnWatch } from '../turn-watch.ts';
import { connectFaultOf, OutageState } from '../vocabulary/outage.ts';
import type { Tally } from '../vocabulary/tally.ts';
import { appendForwarded, HeadEditor, replaceHost } from './head-edits.ts';
import { createListener } from './listener.ts';
import { Recorder } from './recorder.ts';
import { Relay } from './relay.ts';
import { Tap } from './tap.ts';
import { connectUpstream, parseUpstream } from '../wire/upstream.ts';

export interface LivePlaneOptions {
  readonly config: Config;
  readonly tally: Tally;
  readonly log: Logger;
}

/** The plane that serves: whatever becomes of the others, this one goes on. */
export interface LivePlane {
  /** @returns where it listens; rejects with the system's error where it can't */
  listen(): Promise<AddressInfo>;
  /** Where exchanges go from now on. */
  onOutput(port: MessagePort): void;
  /**
   * Accepts no more connections, closes idle ones, and lets running exchanges finish.
   *
   * @returns when the last connection has closed, or was broken off at the deadline
   */
  drain(deadlineMs: number): Promise<void>;
}

export function createLivePlane({ config, tally, log }: LivePlaneOptions): LivePlane {
  const { primary, limits, mirror, capture } = config;
  const problems = new RateLimitedLog(log);
  const upstream = parseUpstream(primary.url);
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
  const nextSequence = (): number => (sequence += 1);
  const forPrimary = primary.hostHeader === 'upstream' ? replaceHost(upstream.authority) : null;

  const { server, destroyHandshakes } = createListener(config, (client) => {
    const editor = editorFor(client);
    const tap = new Tap({
      connection: (connections += 1),
      recorder,
      nextSequence,
      editor,
      turnWatch,
      onAnswer: countAnswer,
      onOpaque: (reason) => tally.opaque(reason),
    });
    client.setTimeout(limits.idleTimeoutMs);
    const relay = new Relay({
      client,
      connect: (events) => connectUpstream(upstream, events),
      connectTimeoutMs: primary.connectTimeoutMs,
      tap,
      editor,
      onReachable: () => reach.connected(),
      onUnreachable,
      onBadGateway: () => tally.refused('bad_gateways'),
      onTapFault: (error) =>
        problems.warn('tap_fault', faultOf(error), 'a connection is relayed without comparing'),
      onClose: () => relays.delete(relay),
    });
    relays.add(relay);
  });
  // An accept that fails, for want of descriptors say, must not end the process.
  server.on('error', (error: NodeJS.ErrnoException) =>
    problems.warn('accept', { code: error.code }, 'a connection could not be accepted'),
  );
  server.on('drop', () =>
    problems.warn('connections', { limit: limits.connections }, 'a connection was turned away'),
  );
  server.on('tlsClientError', (error: NodeJS.ErrnoException) =>
    problems.warn('tls_handshake', { code: error.code }, 'a TLS handshake failed'),
  );
  tally.gauge('connections', () => relays.size);
  tally.watch(reach);

  function onUnreachable(reason: string): void {
    const fault = connectFaultOf(reason);
    tally.connectFailed(fault);
    reach.failed(fault);
    problems.warn('primary_unreachable', { reason }, 'primary cannot be reached');
  }

  function editorFor(client: Socket): HeadEditor | null {
    if (!config.forwarded && forPrimary === null) return null;
    const scheme = config.tls === undefined ? 'http' : 'https';
    const forEveryone = config.forwarded ? appendForwarded(client, scheme) : null;
    return new HeadEditor({ forEveryone, forPrimary });
  }

  return {
    async listen() {
      server.listen({ host: config.listen.host, port: config.listen.port, backlog: 4096 });
      await once(server, 'listening');
      return server.address() as AddressInfo;
    },
    onOutput: (port) => recorder?.outbox.connect(port),
    async drain(deadlineMs) {
      const closed = once(server, 'close');
      server.close();
      for (const relay of relays) relay.drain();
      const deadline = setTimeout(() => {
        for (const relay of relays) relay.destroy();
        destroyHandshakes();
      }, deadlineMs);
      await closed;
      clearTimeout(deadline);
    },
  };
}
