import type { ErrorHandler, NotFoundHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Metrics } from '../metrics.ts';

/** Faults look as OpenAI's clients expect them, on all routes. */
export function faultHandler(metrics: Metrics): ErrorHandler {
  return (error, context) => {
    if (error instanceof HTTPException) {
      return context.json({ error: { code: error.status, message: error.message } }, error.status);
    }
    metrics.exceptionThrown();
    console.error(error);
    return context.json({ error: { code: 500, message: 'this request failed' } }, 500);
  };
}

export const onUnknownRoute: NotFoundHandler = (context) =>
  context.json({ error: { code: 404, message: 'there is no such route' } }, 404);

export function noSuch(thing: string): HTTPException {
  return new HTTPException(404, { message: `there is no such ${thing}` });
}
