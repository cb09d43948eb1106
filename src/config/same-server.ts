import { socketPathOf } from '../vocabulary/unix-socket.ts';
import { knownAddresses } from './own-address.ts';

/**
 * Whether the URLs of two deployments lead to the same server, whatever path is behind it: primary has none, and a
 * candidate that becomes primary may have had one. Looks no name up.
 */
export function isSameServer(one: string, other: string): boolean {
  const [socket, otherSocket] = [socketPathOf(one), socketPathOf(other)];
  if (socket !== null || otherSocket !== null) return socket === otherSocket;
  const [a, b] = [new URL(one), new URL(other)];
  if (a.protocol !== b.protocol || a.port !== b.port) return false;
  const addresses = knownAddresses(hostOf(b));
  return knownAddresses(hostOf(a)).some((address) => addresses.includes(address));
}

function hostOf({ hostname }: URL): string {
  return hostname.replaceAll(/^\[|\]$/g, '');
}
