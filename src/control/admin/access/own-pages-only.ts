import type { Context, MiddlewareHandler } from 'hono';
import { problem } from '../problem.ts';

/** Methods that change nothing. They must work for links and scrapers. */
const reading: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * A page of another origin can make a visitor's browser post here, with the rights of the visitor's machine
 * and cookies, and with any content type or none. A browser sends the origin of such a request, and no page
 * can change that. A program sends none, and passes.
 */
export function noForeignPages(): MiddlewareHandler {
  return async (context, next) => {
    if (reading.has(context.req.method) || !isForeign(context)) return next();
    return refusal();
  };
}

/**
 * For forms: a request without an origin may come from an old browser, so a program must send the token, which no
 * page can add.
 */
export function ownPagesOnly(): MiddlewareHandler {
  return async (context, next) => {
    const isKnown = ['origin', 'sec-fetch-site', 'authorization'].some(
      (name) => context.req.header(name) !== undefined,
    );
    return isKnown ? next() : refusal();
  };
}

function refusal(): Response {
  return problem(403, 'Pages of other origins may not change anything here.');
}

/** `none`: the user made the request, with a bookmark for example. */
function isForeign({ req }: Context): boolean {
  const site = req.header('sec-fetch-site');
  if (site !== undefined && site !== 'none' && site !== 'same-origin') return true;
  const origin = req.header('origin');
  if (origin === undefined) return false;
  // A page with a referrer policy of `no-referrer` sends no origin either.
  if (origin === 'null') return site !== 'same-origin';
  return !isOriginOf(req.header('host') ?? '', origin);
}

function isOriginOf(host: string, origin: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}
