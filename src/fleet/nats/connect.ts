import { setTimeout as sleep } from 'node:timers/promises';
import {
  connect,
  errors,
  type NatsConnection,
  type NodeConnectionOptions,
  type Status,
} from '@nats-io/transport-node';
import type { NatsConfig } from '../../config/fleet-schema.ts';
import { type Logger, RateLimitedLog } from '../../log.ts';
import { authenticatorOf } from './credentials.ts';
import { connectionFaultWords } from './connection-fault.ts';

export interface NatsLinkOptions {
  readonly nats: NatsConfig;
  /** The name of this client in the server's list of connections. */
  readonly clientName: string;
  readonly log: Logger;
  /** Called when there is a connection. It may be another object than the last one. */
  readonly onUp: (connection: NatsConnection) => void;
  /** Called when the connection is lost: nothing that is sent arrives until `onUp`. */
  readonly onDown: () => void;
  /** Called when the server forbids this user to publish to a subject, or to subscribe to it. */
  readonly onForbidden?: (operation: 'publish' | 'subscription', subject: string) => void;
}

/** A connection to NATS that is retried until it is closed, and never throws. */
export interface NatsLink {
  /** Null while there is no connection. */
  readonly connection: NatsConnection | null;
  /** Ends the connection and all attempts to get one. */
  close(): Promise<void>;
}

/** Short, because messages that wait for NATS take up memory. */
const retryMs = 250;
const connectMsMax = 5_000;
/** An unresponsive peer is noticed after two of these. */
const pingMs = 2_000;

export function openNats(options: NatsLinkOptions): NatsLink {
  const { nats, clientName, log, onUp, onDown, onForbidden } = options;
  const problems = new RateLimitedLog(log);
  let current: NatsConnection | null = null;
  let isUp = false;
  let isClosed = false;

  function up(connection: NatsConnection): void {
    isUp = true;
    log.info({ server: connection.getServer() }, 'connected to NATS');
    onUp(connection);
  }

  function down(): void {
    if (!isUp) return;
    isUp = false;
    onDown();
    if (!isClosed) problems.warn('nats_down', {}, 'the connection to NATS is lost; trying again');
  }

  function onStatus(connection: NatsConnection, status: Status): void {
    if (status.type === 'disconnect') down();
    else if (status.type === 'reconnect') up(connection);
    else if (status.type === 'error') onServerError(status.error);
  }

  function onServerError(error: Error): void {
    if (error instanceof errors.PermissionViolationError) {
      const { operation, subject } = error;
      problems.warn('nats_forbidden', { operation, subject }, 'NATS does not permit this');
      onForbidden?.(operation, subject);
      return;
    }
    problems.warn('nats_error', { fault: connectionFaultWords(error) }, 'NATS reported a fault');
  }

  async function follow(connection: NatsConnection): Promise<void> {
    for await (const status of connection.status()) onStatus(connection, status);
  }

  async function keepConnected(): Promise<void> {
    for (;;) {
      if (isClosed) return;
      try {
        const connection = await connect(connectOptions(nats, clientName));
        current = connection;
        if (isClosed) void connection.close();
        else up(connection);
        void follow(connection);
        // The client reconnects by itself; it ends if, for example, a secret cannot be read.
        const ended = await connection.closed();
        down();
        if (ended instanceof Error) report(ended);
      } catch (error) {
        report(error);
      }
      await sleep(retryMs, null, { ref: false });
    }
  }

  function report(error: unknown): void {
    const fault = connectionFaultWords(error);
    problems.warn('nats_connect', { fault, servers: nats.url }, 'there is no connection to NATS');
  }

  void keepConnected();
  return {
    get connection() {
      return isUp ? current : null;
    },
    async close() {
      isClosed = true;
      await current?.close();
    },
  };
}

function connectOptions(nats: NatsConfig, clientName: string): NodeConnectionOptions {
  const authenticator = authenticatorOf(nats);
  const { ca, cert, key } = nats.tls ?? {};
  const needsTls = nats.tls !== undefined || nats.url.some((url) => url.startsWith('tls:'));
  return {
    servers: nats.url.map((url) => url.replace(/^[a-z]+:\/\//, '')),
    name: clientName,
    ...(authenticator !== undefined && { authenticator }),
    ...(needsTls && {
      tls: {
        ...(ca !== undefined && { caFile: ca }),
        ...(cert !== undefined && { certFile: cert }),
        ...(key !== undefined && { keyFile: key }),
      },
    }),
    timeout: connectMsMax,
    reconnect: true,
    maxReconnectAttempts: -1,
    reconnectTimeWait: retryMs,
    // Somebody may correct the credentials while Parallax runs.
    ignoreAuthErrorAbort: true,
    pingInterval: pingMs,
    maxPingOut: 2,
    noAsyncTraces: true,
  };
}
