import type { Context, MiddlewareHandler } from 'hono';
import { problem } from '../problem.ts';

/** Methods that change nothing: they must work for links and scrapers. */
const reading: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * A page of another origin can make a visitor's browser post here, with the rights of the visitor's machine
 * and cookies, and with any type of content or none. A browser says where such a request comes from, and no
 * page can change that. A program says nothing, and is let through.
 */
export function noForeignPages(): MiddlewareHandler {
  return async (context, next) => {
    if (reading.has(context.req.method) || !isForeign(context)) return next();
    return refusal();
  };
}

/**
 * For what forms post: a request that says nothing of where it comes from may be one of an old browser. A
 * program shows that it is one by a token, which no page can add.
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
  return problem(403, 'Pages of other origins may change nothing here.');
}

/** `none` is what the user asked for, by a bookmark say. */
function isForeign({ req }: Context): boolean {
  const site = req.header('sec-fetch-site');
  if (site !== undefined && site !== 'none' && site !== 'same-origin') return true;
  const origin = req.header('origin');
  if (origin === undefined) return false;
  // A page that keeps its address to itself keeps its origin to itself as well.
  if (origin === 'null') return site !== 'same-origin';
  return !isOriginOf(req.header('host') ?? '', origin);
}

function isOriginOf(host: string, origin: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}
