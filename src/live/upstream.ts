import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** Where primary is, taken apart once. */
export interface Upstream {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  /** Host, and port where it is not the scheme's own, as `Host` has it. */
  readonly authority: string;
}

/** @param origin `http://HOST[:PORT]` or `https://HOST[:PORT]` */
export function parseUpstream(origin: string): Upstream {
  const url = new URL(origin);
  const secure = url.protocol === 'https:';
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    secure,
    authority: url.host,
  };
}

/** Starts a connection; `onReady` is called when bytes written to it leave. */
export function connectUpstream({ host, port, secure }: Upstream, onReady: () => void): Socket {
  const options = { host, port, allowHalfOpen: true, noDelay: true };
  if (!secure) return connectTcp(options, onReady);
  return connectTls(
    { ...options, ALPNProtocols: ['http/1.1'], ...(isIP(host) === 0 && { servername: host }) },
    onReady,
  );
}
