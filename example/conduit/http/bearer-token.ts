import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';

/** @throws HTTPException 401 where the client sent none */
export function bearerToken(context: Context): string {
  const [scheme, token] = (context.req.header('authorization') ?? '').split(' ');
  if (scheme?.toLowerCase() === 'bearer' && token !== undefined && token !== '') return token;
  throw refusedKey();
}

/** The same answer for no key and for an unknown one. */
export function refusedKey(): HTTPException {
  return new HTTPException(401, { message: 'send a virtual key as a bearer token' });
}

export function disabledKey(): HTTPException {
  return new HTTPException(403, { message: 'this virtual key is disabled' });
}
