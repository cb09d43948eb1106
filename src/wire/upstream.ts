import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type SecureContext } from 'node:tls';
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
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  /** Host, and port where it is not the scheme's own, as `Host` has it. */
  readonly authority: string;
  readonly tls: UpstreamTls | null;
}

/** @param origin `http://HOST[:PORT]` or `https://HOST[:PORT]` */
export function parseUpstream(origin: string, tls: UpstreamTls | null = null): Upstream {
  const url = new URL(origin);
  const secure = url.protocol === 'https:';
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    secure,
    authority: url.host,
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

/** Starts a connection. Its bytes come by `onData` alone; it emits no `data`. */
export function connectUpstream(
  { host, port, secure, tls }: Upstream,
  { onReady, onData }: UpstreamEvents,
): Socket {
  const options = {
    host,
    port,
    lookup: lookUpHost,
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
