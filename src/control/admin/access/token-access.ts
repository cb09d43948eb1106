import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { readTokenFile } from '../../../config/admin-token.ts';
import type { Config } from '../../../config/schema.ts';
import type { RateLimitedLog } from '../../../log.ts';
import { problem } from '../problem.ts';
import { FailedAttempts } from './failed-attempts.ts';
import { LoginSessions, sessionSeconds } from './login-sessions.ts';
import { isAskedHere, peerAddress } from './peer.ts';

export interface TokenAccessOptions {
  readonly admin: Config['admin'];
  readonly problems: RateLimitedLog;
  /** The monotonic clock, in milliseconds. */
  readonly now?: () => number;
}

/** Access by the admin token. */
export interface TokenAccess {
  /**
   * Permits requests with the token (RFC 6750), and browsers that have logged in. Without a configured token, it
   * permits only requests from this machine.
   */
  readonly required: MiddlewareHandler;
  /** Whether the config has a token. */
  readonly isConfigured: boolean;
  /** Whether the reader may change something, after a login if a token is configured. */
  canAct(context: Context): boolean;
  /** Whether the browser has logged in. */
  isLoggedIn(context: Context): boolean;
  /** Gives the browser a session if the token is right; else returns the fault as a text. */
  logIn(context: Context, token: string): LoginFault | null;
  logOut(context: Context): void;
}

interface LoginFault {
  readonly status: 401 | 429;
  readonly message: string;
}

/** Names of RFC 6750, section 3. */
const challenge = 'Bearer realm="parallax"';
const invalid = `${challenge}, error="invalid_token"`;

const cookieName = 'parallax_session';
/** Scripts cannot read it, and pages of other origins cannot send it. */
const cookieAttributes = { httpOnly: true, sameSite: 'Strict', path: '/' } as const;

export function createTokenAccess(options: TokenAccessOptions): TokenAccess {
  const { admin, problems, now = () => performance.now() } = options;
  const attempts = new FailedAttempts();
  const sessions = new LoginSessions();
  const cookieOptions = { ...cookieAttributes, secure: admin.tls !== undefined };
  const isConfigured = admin.token !== undefined || admin.tokenFile !== undefined;

  /** Null if it is the token. */
  function faultOf(context: Context, given: string): LoginFault | null {
    const peer = peerAddress(context);
    const blocked = attempts.blockedSeconds(peer, now());
    if (blocked > 0) return { status: 429, message: `Too many wrong tokens: wait ${blocked} s.` };
    const expected = expectedToken(admin, problems);
    if (expected !== null && isSame(given, expected)) return null;
    attempts.add(peer, now());
    problems.warn(
      'admin_wrong_token',
      { peer },
      'a request to the admin address had a wrong token',
    );
    return { status: 401, message: 'The token is wrong.' };
  }

  function isLoggedIn(context: Context): boolean {
    const secret = getCookie(context, cookieName);
    const token = secret === undefined ? null : expectedToken(admin, problems);
    return secret !== undefined && token !== null && sessions.isOpen(secret, token, now());
  }

  function refusal(context: Context): Response | null {
    if (!isConfigured) return isAskedHere(context) ? null : onlyHere();
    const given = bearerToken(context);
    if (given === null) {
      if (isLoggedIn(context)) return null;
      return problem(401, 'A bearer token is needed.', { 'www-authenticate': challenge });
    }
    const fault = faultOf(context, given);
    if (fault === null) return null;
    if (fault.status === 401) {
      return problem(401, fault.message, { 'www-authenticate': invalid });
    }
    const blocked = attempts.blockedSeconds(peerAddress(context), now());
    return problem(429, 'Too many wrong tokens.', { 'retry-after': String(blocked) });
  }

  return {
    required: async (context, next) => refusal(context) ?? next(),
    isConfigured,
    canAct: (context) => isConfigured || isAskedHere(context),
    isLoggedIn,
    logIn(context, token) {
      const fault = faultOf(context, token);
      if (fault !== null) return fault;
      const secret = sessions.begin(token, now());
      setCookie(context, cookieName, secret, { ...cookieOptions, maxAge: sessionSeconds });
      return null;
    },
    logOut(context) {
      const secret = getCookie(context, cookieName);
      if (secret !== undefined) sessions.end(secret);
      setCookie(context, cookieName, '', { ...cookieOptions, maxAge: 0 });
    },
  };
}

function onlyHere(): Response {
  return problem(
    403,
    'Without admin.token in the config, only the machine that Parallax runs on may do this.',
  );
}

function bearerToken(context: Context): string | null {
  const header = context.req.header('authorization') ?? '';
  return /^Bearer +([A-Za-z0-9._~+/-]+=*) *$/i.exec(header)?.[1] ?? null;
}

/** A file is read again each time, so that the token can change while Parallax runs. */
function expectedToken(
  { token, tokenFile }: Config['admin'],
  problems: RateLimitedLog,
): string | null {
  if (tokenFile === undefined) return token ?? null;
  const read = readTokenFile(tokenFile);
  if (read.fault !== null) {
    const details = { file: tokenFile, fault: read.fault };
    problems.warn(
      'admin_token_file',
      details,
      'the admin token cannot be read: every token is refused',
    );
  }
  return read.value;
}

/** Compares digests: they have the same length, and the time does not show how much of a guess is right. */
function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
