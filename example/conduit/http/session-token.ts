import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { HTTPException } from 'hono/http-exception';

const cookieName = 'conduit_session';

/**
 * What a team's member sends, as a bearer token or as the cookie.
 *
 * @throws HTTPException 401 where the client sent neither
 */
export function sessionToken(context: Context): string {
  const [scheme, token] = (context.req.header('authorization') ?? '').split(' ');
  if (scheme?.toLowerCase() === 'bearer' && token !== undefined && token !== '') return token;
  const cookie = getCookie(context, cookieName);
  if (cookie !== undefined) return cookie;
  throw refusedSession();
}

export function setSessionCookie(context: Context, token: string): void {
  setCookie(context, cookieName, token, { path: '/', httpOnly: true, sameSite: 'Lax' });
}

/** The same answer for no session and for an unknown one. */
export function refusedSession(): HTTPException {
  return new HTTPException(401, { message: 'log in first' });
}

export function refusedPassword(): HTTPException {
  return new HTTPException(401, { message: 'the team or the password is wrong' });
}
