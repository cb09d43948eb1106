import type { MiddlewareHandler } from 'hono';
import { isServedAt, notServedWords } from '../../config/loopback.ts';
import { problem } from './problem.ts';

/** On a loopback address, answers only requests for this machine's own names. */
export function servedHostsOnly(listenHost: string): MiddlewareHandler {
  return async (context, next) => {
    const host = context.req.header('host') ?? new URL(context.req.url).host;
    return isServedAt(listenHost, host) ? next() : problem(421, notServedWords);
  };
}
