const loopbackNames: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whether an address to listen on, without brackets, can only be reached from this machine. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Whether a `Host` header, with a port or without, names this machine beyond what the DNS says. */
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

/** What is answered where it may not, with status 421. */
export const notServedWords = 'Use localhost, 127.0.0.1 or [::1]; other names are not served here.';

function nameIn(host: string): string {
  return host.replace(/:\d+$/, '').toLowerCase();
}
