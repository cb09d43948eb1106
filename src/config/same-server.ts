import { withoutMountPath } from '../vocabulary/unix-socket.ts';

/**
 * The server that the URL of a deployment leads to, as a text that is equal for the same server, whatever path is
 * behind it: primary has none, and a candidate that becomes primary may have had one. Looks no name up.
 */
export function serverOf(url: string): string {
  return withoutMountPath(url).replace(/^(https?:\/\/)(?:localhost|\[::1\])(?=:|$)/, '$1127.0.0.1');
}

/** Whether the URLs of two deployments lead to the same server. */
export function isSameServer(one: string, other: string): boolean {
  return serverOf(one) === serverOf(other);
}
