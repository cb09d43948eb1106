import type { MiddlewareHandler } from 'hono';
import { problem } from '../problem.ts';

/** A page of another origin cannot post JSON without a CORS preflight, which Parallax never grants. */
export function jsonOnly(): MiddlewareHandler {
  return async (context, next) => {
    const type = context.req.header('content-type') ?? '';
    if (/^application\/json *(;|$)/i.test(type)) return next();
    return problem(415, 'Send JSON with content-type: application/json.');
  };
}
