import type { AddressInfo, Socket } from 'node:net';
import type { MessagePort } from 'node:worker_threads';
import { openCurrentTls } from '../config/current-tls.ts';
import { gaugeTls } from '../config/gauge-tls.ts';
import type { Config } from '../config/schema.ts';
import { type Logger, RateLimitedLog } from '../log.ts';
import { type ConfigRevision, firstRevision } from '../vocabulary/config-revision.ts';
import type { Tally } from '../vocabulary/tally.ts';
import type { TurnedAwayReason } from '../vocabulary/turned-away.ts';
import { ConnectionSlots, type ServedConnection, type Slot } from './connection-slots.ts';
import { descriptorLimit, isEnoughFor } from './descriptor-limit.ts';
import { drainConnections } from './drain-connections.ts';
import { listenAt } from './listen-at.ts';
import { createGreeter, createListener } from './listener.ts';
import { FormerBindings } from './former-bindings.ts';
import type { RefusalReason } from './problems.ts';
import { openOutOfPath } from './out-of-path/out-of-path.ts';
import { bindPrimary } from './primary-binding.ts';
import { type FleetOutput, noteIntervalMs, Recorder } from './recorder.ts';
import { Relays } from './relays.ts';
import { codeOf, isOwnLimit } from '../wire/own-limits.ts';

export interface LivePlaneOptions {
  /** The config at the start. */
  readonly config: Config;
  /** No exchange that began before this revision, with another primary, is open. */
  readonly onDrained?: (revision: ConfigRevision) => void;
  readonly tally: Tally;
  readonly log: Logger;
  /** Where exchanges go to a fleet. */
  readonly fleet?: FleetOutput;
  /** Exchanges are sent to a plane, and not only recorded. */
  readonly mirrors?: boolean;
  /** The name of the process; needed with `outOfPath`. */
  readonly instance?: string;
}

/** The plane that serves clients, also if the other planes fail. */
export interface LivePlane {
  /** @returns its address, a Unix socket as a URL; rejects with the system's error, or `listen_failed` */
  listen(): Promise<AddressInfo | string>;
  /** Where exchanges go from now on. */
  onOutput(port: MessagePort): void;
  /** Where exchanges go to be recorded from now on. */
  onRecording(port: MessagePort): void;
  /** Records that were sent and not yet returned as credit. */
  readonly recordsInFlight: number;
  /** The same for records to the recorder. */
  readonly recordingInFlight: number;
  /** Sends the fleet a last note, once no exchange can end any more. */
  sendNote(): void;
  /** Reloads the TLS files that have changed. */
  reread(): void;
  /**
   * Serves by another config from now on. Connections stay open; if the primary is another one, they switch to it
   * between two exchanges.
   *
   * @throws ParallaxError `tls_files` if TLS files of primary cannot be used
   */
  configure(revision: ConfigRevision, config: Config): void;
  /**
   * Accepts no more connections, and lets running exchanges finish. The next answer on each connection announces
   * that it is the last; a connection that stays idle for a moment is closed.
   *
   * @returns when the last connection has closed, or was broken off at the deadline
   */
  drain(deadlineMs: number): Promise<void>;
}

export function createLivePlane(options: LivePlaneOptions): LivePlane {
  const { config: startConfig, tally, log, onDrained = () => undefined, fleet, mirrors } = options;
  let config = startConfig;
  const problems = new RateLimitedLog(log);
  const clientTls =
    config.tls === undefined ? null : openCurrentTls({ part: 'listen', files: config.tls, log });
  if (clientTls !== null) gaugeTls(tally, 'listen', clientTls);
  let binding = bindPrimary({ config, revision: firstRevision, tally, log, problems });
  const recorder = new Recorder({ config, tally, fleet, mirrors });
  let sequence = 0;
  const nextSequence = (): number => (sequence += 1);
  /** Connections to primary, and those that are served: the same unless Parallax is out of the path. */
  const relays = new Relays({ tally, problems, binding: () => binding, nextSequence, onRefused });
  const served = new Set<ServedConnection>();
  let draining = false;

  const slots: ConnectionSlots = new ConnectionSlots({
    limits: () => config.limits,
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
  tally.gauge('connections', () => served.size);
  tally.gauge('connections_max', () => config.limits.connections);
  tally.watch('primary', () => binding.reach.outage);
  const outOfPath = openOutOfPath({
    config,
    instance: options.instance ?? '',
    recorder,
    tally,
    problems,
    nextSequence,
    binding: () => binding,
    openRelay: ({ client, recorder: sink, onAnswer, onClose }) =>
      relays.open({
        client,
        sink,
        onAnswer,
        onClose,
        // The proxy serves the clients of a mirror.
        onDelay: () => undefined,
        onBadGateway: () => undefined,
      }),
    onRefused,
  });

  function onRefused(reason: RefusalReason): void {
    if (reason === 'head_timeout') return;
    tally.turnedAway('refused_request');
    problems.warn('refused_request', { reason }, turnedAwayWords.refused_request);
  }

  function serve(client: Socket, slot: Slot): void {
    client.setTimeout(config.limits.idleTimeoutMs);
    client.once('data', () => slots.noteHeard(slot));
    const onClose = (): void => void served.delete(connection);
    const connection: ServedConnection =
      outOfPath?.serve(client, onClose) ??
      relays.open({
        client,
        clientAddress: slot.clientAddress ?? client.remoteAddress,
        sink: recorder,
        onAnswer: (status) => tally.answered(status),
        onDelay: (delayMs) => tally.delayed(delayMs),
        onBadGateway: () => tally.turnedAway('bad_gateway'),
        onClose,
      });
    slots.noteServed(slot, connection);
    served.add(connection);
    if (draining) connection.drain();
  }

  /** If descriptors run out, the system turns clients away without an error. */
  function warnOfFewDescriptors(): void {
    const descriptors = descriptorLimit();
    const { connections: most } = config.limits;
    if (isEnoughFor(most, descriptors)) return;
    const details = { descriptors, connections: most };
    log.warn(details, 'too few file descriptors for limits.connections: each connection needs two');
  }

  const noting =
    fleet === undefined ? null : setInterval(() => recorder.sendDueNote(), noteIntervalMs).unref();
  const formers = new FormerBindings({
    users: relays,
    binding: () => binding,
    outbox: recorder.outbox,
    onDrained,
  });

  return {
    async listen() {
      const address = await listenAt(server, config.listen);
      warnOfFewDescriptors();
      return address;
    },
    onOutput: (port) => recorder.outbox.connect(port),
    onRecording: (port) => recorder.recording?.outbox.connect(port),
    get recordingInFlight() {
      return recorder.recording?.outbox.recordsInFlight ?? 0;
    },
    get recordsInFlight() {
      return recorder.outbox.recordsInFlight;
    },
    sendNote: () => recorder.sendLastNote(),
    reread() {
      clientTls?.reread();
      binding.reread();
    },
    configure(revision, next) {
      const former = binding;
      if (!former.isAsIn(next)) {
        binding = bindPrimary({ config: next, revision, tally, log, problems });
      }
      config = next;
      binding.revision = revision;
      recorder.configure(next);
      outOfPath?.configure(next);
      log.level = next.log.level;
      if (binding !== former) {
        relays.turnTo(binding);
        formers.add(former);
      }
      formers.look();
    },
    async drain(deadlineMs) {
      draining = true;
      const dueAt = performance.now() + deadlineMs;
      await drainConnections({ server, slots, served, deadlineMs });
      await outOfPath?.finish(dueAt - performance.now());
      if (noting !== null) clearInterval(noting);
      clientTls?.close();
      binding.close();
    },
  };
}

/** A 502 has a message of its own, which says why. */
const turnedAwayWords: Readonly<Record<Exclude<TurnedAwayReason, 'bad_gateway'>, string>> = {
  connection_limit: 'a connection was turned away: limits.connections is reached',
  made_room: 'an unused connection was closed to make room: limits.connections is reached',
  head_timeout: 'a connection was closed: the head of a request was not complete in time',
  proxy_header: 'a connection was closed: it did not begin with a valid PROXY header',
  refused_request: 'a request was refused: it could not be understood or edited',
};
