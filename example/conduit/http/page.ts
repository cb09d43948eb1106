import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';

/** Which part of a list is asked for. */
export interface Page {
  readonly limit: number;
  readonly offset: number;
}

const limitDefault = 20;
const limitMax = 100;

/** @throws HTTPException 400 where limit or offset is no sensible number */
export function readPage(context: Context): Page {
  const limit = readNumber(context, 'limit', limitDefault);
  if (limit < 1 || limit > limitMax) {
    throw new HTTPException(400, { message: `limit is from 1 to ${limitMax}` });
  }
  return { limit, offset: readNumber(context, 'offset', 0) };
}

function readNumber(context: Context, name: string, fallback: number): number {
  const text = context.req.query(name);
  if (text === undefined) return fallback;
  if (!/^\d{1,9}$/.test(text)) throw new HTTPException(400, { message: `${name} is a number` });
  return Number(text);
}
