import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import { isLoopbackName } from '../../../config/loopback.ts';

/** Headers by which a proxy states that it forwards a request. */
const forwardingHeaders = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

/** The address of the socket's peer; empty if unknown. No header is trusted. */
export function peerAddress(context: Context): string {
  const { incoming } = context.env as Partial<HttpBindings>;
  return incoming?.socket.remoteAddress ?? '';
}

/**
 * Whether a request comes from this machine. A request with headers of a proxy does not, even if the proxy runs
 * here; neither does a request of a browser for a foreign host name that resolves to this machine (DNS
 * rebinding).
 */
export function isAskedHere(context: Context): boolean {
  const address = peerAddress(context).replace(/^::ffff:/, '');
  if (address !== '::1' && !/^127(\.\d{1,3}){3}$/.test(address)) return false;
  if (forwardingHeaders.some((name) => context.req.header(name) !== undefined)) return false;
  return isLoopbackName(context.req.header('host') ?? '');
}
