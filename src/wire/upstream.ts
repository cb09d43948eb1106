import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type SecureContext } from 'node:tls';
import { authorityOf, socketPathOf } from '../vocabulary/unix-socket.ts';
import { lookUpHost } from './look-up.ts';

/** How TLS is spoken to a deployment whose config says more than its URL does. */
export interface UpstreamTls {
  /** What a connection that is made now is secured with. */
  readonly context: SecureContext;
  /** The name that is asked for and verified; undefined for the host of the URL. */
  readonly serverName: string | undefined;
}

/** Where a deployment is, taken apart once. */
export interface Upstream {
  /** The path of a Unix socket, in place of host and port; otherwise null. */
  readonly socket: string | null;
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  /** Host, and port where it is not the scheme's own, as `Host` has it. */
  readonly authority: string;
  readonly tls: UpstreamTls | null;
}

/** @param origin `http://HOST[:PORT]`, `https://HOST[:PORT]` or `unix:/PATH` */
export function parseUpstream(origin: string, tls: UpstreamTls | null = null): Upstream {
  const socket = socketPathOf(origin);
  const authority = authorityOf(origin);
  if (socket !== null) return { socket, host: '', port: 0, secure: false, authority, tls: null };
  const url = new URL(origin);
  const secure = url.protocol === 'https:';
  return {
    socket,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    secure,
    authority,
    tls,
  };
}

export interface UpstreamEvents {
  /** Bytes written to the connection leave from now on. */
  readonly onReady: () => void;
  readonly onData: (chunk: Buffer) => void;
}

/**
 * All connections read into this one, and what was read is copied out at once: cheaper than the
 * 64 KiB a socket otherwise allocates for each read, whatever comes.
 */
const readBuffer = Buffer.allocUnsafeSlow(64 * 1024);

/** How long one of several addresses may take before the next is tried; the last may take longer. */
const attemptMs = 500;

/**
 * Whether one of several addresses was given up after `attemptMs`. Node gives an address up before it looks
 * whether the connection has opened: if the thread stood still, it closed an open connection, and another
 * attempt may succeed. Nothing was sent yet.
 */
export function mayHaveOpened(error: Error): boolean {
  return error instanceof AggregateError && error.errors.some(isTimeout);
}

function isTimeout(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ETIMEDOUT';
}

/** Starts a connection. Its bytes come by `onData` alone; it emits no `data`. */
export function connectUpstream(
  { socket: path, host, port, secure, tls }: Upstream,
  { onReady, onData }: UpstreamEvents,
): Socket {
  const options = {
    // A name is looked up anew for each connection, and its addresses are tried in turn until one answers.
    ...(path === null
      ? {
          host,
          port,
          lookup: lookUpHost,
          autoSelectFamily: true,
          autoSelectFamilyAttemptTimeout: attemptMs,
        }
      : { path }),
    allowHalfOpen: true,
    noDelay: true,
    onread: {
      buffer: readBuffer,
      callback: (bytes: number) => {
        onData(Buffer.from(readBuffer.subarray(0, bytes)));
        return true;
      },
    },
  };
  const socket = secure
    ? connectTls(
        {
          ...options,
          ALPNProtocols: ['http/1.1'],
          ...serverNameOf(host, tls),
          ...(tls && { secureContext: tls.context }),
        },
        onReady,
      )
    : connectTcp(options, onReady);
  // Without a reader of its own, a socket would never come to its end.
  return socket.resume();
}

/** Nothing where the certificate must be for an IP address, of which TLS knows no name. */
function serverNameOf(host: string, tls: UpstreamTls | null): { readonly servername?: string } {
  const name = tls?.serverName ?? host;
  return isIP(name) === 0 ? { servername: name } : {};
}
