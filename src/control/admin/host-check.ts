import type { MiddlewareHandler } from 'hono';
import { isServedAt, notServedWords } from '../../config/loopback.ts';
import { problem } from './problem.ts';

/** Answers only to this machine's own names where only this machine can ask. */
export function servedHostsOnly(listenHost: string): MiddlewareHandler {
  return async (context, next) => {
    const host = context.req.header('host') ?? new URL(context.req.url).host;
    return isServedAt(listenHost, host) ? next() : problem(421, notServedWords);
  };
}
