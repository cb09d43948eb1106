import type { MiddlewareHandler } from 'hono';
import { problem } from '../problem.ts';

/**
 * A page of another origin can make a visitor's browser post forms and plain text here, with the
 * rights of the visitor's machine. JSON it cannot post without asking first (CORS), which nobody
 * answers; and what a browser says of where a request comes from is checked as well.
 */
export function ownJsonOnly(): MiddlewareHandler {
  return async (context, next) => {
    const type = context.req.header('content-type') ?? '';
    if (!/^application\/json *(;|$)/i.test(type)) {
      return problem(415, 'Send JSON, as content-type: application/json.');
    }
    const site = context.req.header('sec-fetch-site') ?? 'none';
    const host = context.req.header('host') ?? '';
    const origin = context.req.header('origin');
    const isForeign =
      (site !== 'none' && site !== 'same-origin') ||
      (origin !== undefined && !isOriginOf(host, origin));
    if (isForeign) return problem(403, 'Pages of other origins may change nothing here.');
    return next();
  };
}

function isOriginOf(host: string, origin: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}
