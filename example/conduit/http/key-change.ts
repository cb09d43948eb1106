import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { z } from 'zod';

/** What may be changed of a virtual key. */
export const keyChange = z.object({ keyName: z.string().min(1).max(64) });

/**
 * The entity tag of the revision that the client means to change.
 *
 * @throws HTTPException 428 where it says none: a change that it has not seen would be lost
 */
export function expectedTag(context: Context): string {
  const tag = context.req.header('if-match');
  if (tag === undefined) throw new HTTPException(428, { message: 'send If-Match' });
  return tag;
}

export function changedMeanwhile(): HTTPException {
  return new HTTPException(412, { message: 'the virtual key was changed meanwhile' });
}

export function takenName(): HTTPException {
  return new HTTPException(409, { message: 'the team has a key of this name' });
}
