import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { readTokenFile } from '../../../config/admin-access.ts';
import type { Config } from '../../../config/schema.ts';
import type { RateLimitedLog } from '../../../log.ts';
import { problem } from '../problem.ts';
import { FailedAttempts } from './failed-attempts.ts';
import { isAskedHere, peerAddress } from './peer.ts';

export interface RequireTokenOptions {
  readonly admin: Config['admin'];
  readonly problems: RateLimitedLog;
  /** Milliseconds on a clock that is never set back. */
  readonly now?: () => number;
}

/** Names of RFC 6750, section 3. */
const challenge = 'Bearer realm="parallax"';
const invalid = `${challenge}, error="invalid_token"`;

/**
 * Lets through who brings the token, as RFC 6750 has it. Where none is configured, it lets through
 * what is asked on this machine and nothing else.
 */
export function requireToken(options: RequireTokenOptions): MiddlewareHandler {
  const { admin, problems, now = () => performance.now() } = options;
  const attempts = new FailedAttempts();
  const isConfigured = admin.token !== undefined || admin.tokenFile !== undefined;

  function refusal(context: Context): Response | null {
    if (!isConfigured) return isAskedHere(context) ? null : onlyHere();
    const given = bearerToken(context);
    if (given === null) return problem(401, 'A bearer token is needed.', withChallenge(challenge));
    const peer = peerAddress(context);
    const blocked = attempts.blockedSeconds(peer, now());
    if (blocked > 0) {
      return problem(429, 'Too many wrong tokens.', { 'retry-after': String(blocked) });
    }
    const expected = expectedToken(admin, problems);
    if (expected !== null && isSame(given, expected)) return null;
    attempts.add(peer, now());
    problems.warn(
      'admin_wrong_token',
      { peer },
      'a request to the admin address had a wrong token',
    );
    return problem(401, 'This is not the token.', withChallenge(invalid));
  }

  return async (context, next) => refusal(context) ?? next();
}

function onlyHere(): Response {
  return problem(
    403,
    'Without admin.token in the config, this is taken only from the machine that Parallax runs on.',
  );
}

function withChallenge(text: string): Readonly<Record<string, string>> {
  return { 'www-authenticate': text };
}

function bearerToken(context: Context): string | null {
  const header = context.req.header('authorization') ?? '';
  return /^Bearer +([A-Za-z0-9._~+/-]+=*) *$/i.exec(header)?.[1] ?? null;
}

/** A file is read anew each time, so that a token can be changed while Parallax runs. */
function expectedToken(
  { token, tokenFile }: Config['admin'],
  problems: RateLimitedLog,
): string | null {
  if (tokenFile === undefined) return token ?? null;
  const read = readTokenFile(tokenFile);
  if (read.fault !== null) {
    const details = { file: tokenFile, fault: read.fault };
    problems.warn('admin_token_file', details, 'the admin token cannot be read: no token is right');
  }
  return read.token;
}

/** Over digests: they have the same length, and how much of a guess is right does not show. */
function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
