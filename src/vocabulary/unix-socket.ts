/**
 * The path of the Unix socket in a URL such as `unix:/run/api.sock`, with which the config names a deployment on the
 * same machine; null for `http://` and `https://`.
 */
export function socketPathOf(url: string): string | null {
  return url.startsWith(scheme) ? url.slice(scheme.length) : null;
}

/** The same as the config has it. */
export function socketUrl(path: string): string {
  return scheme + path;
}

/**
 * Host, and port if it is not the scheme's own, as `Host` has them. A Unix socket has neither: nginx and curl send
 * `localhost` then.
 *
 * @param url of a deployment, as the config has it
 */
export function authorityOf(url: string): string {
  return socketPathOf(url) === null ? new URL(url).host : socketAuthority;
}

/** The path that all paths of a deployment begin with, without a slash at the end; a Unix socket has none. */
export function mountPathOf(url: string): string {
  return socketPathOf(url) === null ? new URL(url).pathname.replace(/\/+$/, '') : '';
}

/** The URL without that path. */
export function withoutMountPath(url: string): string {
  return socketPathOf(url) === null ? new URL(url).origin : url;
}

/** The URL of a deployment for programs that get the path of its socket in another way. */
export function httpOrigin(url: string): string {
  return socketPathOf(url) === null ? url : `http://${socketAuthority}`;
}

const scheme = 'unix:';
const socketAuthority = 'localhost';
