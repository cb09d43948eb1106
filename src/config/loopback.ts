const loopbackNames: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whether an address to listen on, without brackets, can only be reached from this machine. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Whether a `Host` header, with or without a port, names this machine without the DNS. */
export function isLoopbackName(host: string): boolean {
  const name = nameIn(host);
  return loopbackNames.has(name) || isLoopback(name);
}

/**
 * Whether a request may be answered at an address to listen on. Without it, a web page could name its own host as
 * 127.0.0.1 in the DNS and then read a loopback address with the visitor's browser (DNS rebinding).
 *
 * @param host the `Host` header
 */
export function isServedAt(listenHost: string, host: string): boolean {
  return !isLoopback(listenHost) || isLoopbackName(host) || nameIn(host) === listenHost;
}

/** The text of the answer 421 to other requests. */
export const notServedWords = 'Use localhost, 127.0.0.1 or [::1]; other names are not served here.';

function nameIn(host: string): string {
  return host.replace(/:\d+$/, '').toLowerCase();
}
