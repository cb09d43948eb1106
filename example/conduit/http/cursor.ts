import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { z } from 'zod';
import type { Id } from '../ids.ts';
import { readPage } from './page.ts';

/** Where the next part of a key's request logs begins. */
export interface LogCursor {
  readonly limit: number;
  /** Of the last log that the client has; null at the start. */
  readonly after: string | null;
}

const content = z.tuple([z.union([z.string(), z.number()]), z.string()]);

/** @throws HTTPException 400 where limit is no sensible number, or the cursor is not of this key */
export function readCursor(context: Context, keyId: Id): LogCursor {
  const { limit } = readPage(context);
  const text = context.req.query('cursor');
  if (text === undefined) return { limit, after: null };
  const parsed = content.safeParse(parse(Buffer.from(text, 'base64url').toString()));
  if (!parsed.success || parsed.data[0] !== keyId) {
    throw new HTTPException(400, { message: 'this cursor belongs to another list' });
  }
  return { limit, after: parsed.data[1] };
}

/** @param last the request id of the last log in this part */
export function writeCursor(keyId: Id, last: string): string {
  return Buffer.from(JSON.stringify([keyId, last])).toString('base64url');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
