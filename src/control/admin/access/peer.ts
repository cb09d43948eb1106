import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import { isLoopbackName } from '../../../config/loopback.ts';

/** Headers by which a proxy states that it forwards a request. */
const forwardingHeaders = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

/** The address of the socket's other end; empty where it is not known. No header is believed. */
export function peerAddress(context: Context): string {
  const { incoming } = context.env as Partial<HttpBindings>;
  return incoming?.socket.remoteAddress ?? '';
}

/**
 * Whether somebody on this machine asks. A proxy on this machine is a peer like any other, so what
 * says of itself that it was passed on was not asked here; neither was what a browser asks under a
 * foreign name that the DNS says is this machine (DNS rebinding).
 */
export function isAskedHere(context: Context): boolean {
  const address = peerAddress(context).replace(/^::ffff:/, '');
  if (address !== '::1' && !/^127(\.\d{1,3}){3}$/.test(address)) return false;
  if (forwardingHeaders.some((name) => context.req.header(name) !== undefined)) return false;
  return isLoopbackName(context.req.header('host') ?? '');
}
