import type { MiddlewareHandler } from 'hono';
import { problem } from './problem.ts';

const loopbackNames: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whether an address to listen on, without brackets, can only be reached from this machine. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Whether a `Host` header, with a port or without, names this machine beyond what the DNS says. */
export function isLoopbackName(host: string): boolean {
  const name = nameIn(host);
  return loopbackNames.has(name) || isLoopback(name);
}

/**
 * Answers only to this machine's own names. Without it, a web page could name its own host as
 * 127.0.0.1 in the DNS and then read this address with the visitor's browser (DNS rebinding).
 */
export function loopbackHostsOnly(listenHost: string): MiddlewareHandler {
  return async (context, next) => {
    const host = context.req.header('host') ?? new URL(context.req.url).host;
    if (!isLoopbackName(host) && nameIn(host) !== listenHost) {
      return problem(
        421,
        'Ask for localhost, 127.0.0.1 or [::1]; other names are not served here.',
      );
    }
    return next();
  };
}

function nameIn(host: string): string {
  return host.replace(/:\d+$/, '').toLowerCase();
}
