import type { MiddlewareHandler } from 'hono';
import { problem } from '../problem.ts';

/** JSON is what a page of another origin cannot post without asking first (CORS), which nobody answers. */
export function jsonOnly(): MiddlewareHandler {
  return async (context, next) => {
    const type = context.req.header('content-type') ?? '';
    if (/^application\/json *(;|$)/i.test(type)) return next();
    return problem(415, 'Send JSON, as content-type: application/json.');
  };
}
